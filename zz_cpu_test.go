package synapscale_test
import ("testing";"syscall";"os";"runtime/pprof"
"github.com/stretchr/testify/require"
synapscale "github.com/synapscale/synapscale-go"
"github.com/synapscale/synapscale-go/schema")
func cpu() float64 { var u syscall.Rusage; syscall.Getrusage(0,&u); return float64(u.Utime.Sec+u.Stime.Sec)*1e3+float64(u.Utime.Usec+u.Stime.Usec)/1e3 }
func BenchmarkCPU(b *testing.B){
	db,_:=counted(b)
	b.Run("floor", func(b *testing.B){ b.ReportAllocs(); readStructure(b,db); s:=cpu(); for b.Loop(){readStructure(b,db)}; b.ReportMetric((cpu()-s)/float64(b.N),"cpu-ms/op")})
	b.Run("check", func(b *testing.B){ b.ReportAllocs(); s:=cpu()
		if f:=os.Getenv("PROF"); f!="" {w,_:=os.Create(f); pprof.StartCPUProfile(w); defer pprof.StopCPUProfile()}
		for b.Loop(){r,err:=schema.Check(b.Context(), db, synapscale.Models()...); require.NoError(b,err); require.Empty(b,r.Findings)}
		b.ReportMetric((cpu()-s)/float64(b.N),"cpu-ms/op")})
}

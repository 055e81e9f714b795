package files_test

import (
	"fmt"

	"github.com/synapscale/synapscale-go/files"
)

// A file is handed out only when it is known to be clean. Nil is what a file has that was written before anything was
// known of scans: not clean.
func Example() {
	for _, file := range []files.File{
		{OriginalName: "report.pdf", ScanStatus: new(files.ScanStatusClean)},
		{OriginalName: "invoice.zip", ScanStatus: new(files.ScanStatusQuarantined)},
		{OriginalName: "logo.svg"},
	} {
		clean := file.ScanStatus != nil && *file.ScanStatus == files.ScanStatusClean
		fmt.Println(file.OriginalName, clean)
	}
	// Output:
	// report.pdf true
	// invoice.zip false
	// logo.svg false
}

// The two sets of values have nothing in common.
func ExampleStatus_Valid() {
	fmt.Println(files.StatusProcessing.Valid(), files.Status(files.ScanStatusPending).Valid())
	// Output: true false
}

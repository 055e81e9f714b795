package main

import (
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"
)

// listener serves every connection to a port of its own. It returns the port's address.
func listener(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			served.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		served.Wait()
	})
	return l.Addr().String()
}

// fakeServer is a server that speaks PostgreSQL's protocol so far as to let everybody in, and leaves it to answer what
// comes then. Its DSN asks for the simple protocol, in which a query is one message.
func fakeServer(t *testing.T, answer func(b *pgproto3.Backend, query string)) (dsn string) {
	t.Helper()
	address := startupServer(t, func(b *pgproto3.Backend) {
		b.Send(&pgproto3.AuthenticationOk{})
		b.Send(&pgproto3.ParameterStatus{Name: "client_encoding", Value: "UTF8"})
		b.Send(&pgproto3.ParameterStatus{Name: "standard_conforming_strings", Value: "on"})
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		for b.Flush() == nil {
			message, err := b.Receive()
			query, ok := message.(*pgproto3.Query)
			if err != nil || !ok {
				return
			}
			answer(b, query.String)
		}
	})
	return "postgres://u:" + secret + "@" + address + "/db?default_query_exec_mode=simple_protocol"
}

// startupServer answers the start of a session.
func startupServer(t *testing.T, answer func(b *pgproto3.Backend)) (address string) {
	t.Helper()
	return listener(t, func(conn net.Conn) {
		b := pgproto3.NewBackend(conn, conn)
		for {
			message, err := b.ReceiveStartupMessage()
			if err != nil {
				return
			}
			if _, ok := message.(*pgproto3.StartupMessage); ok {
				answer(b)
				_ = b.Flush() // The test sees at its end what has not arrived.
				return
			}
			if _, err := conn.Write([]byte("N")); err != nil { // No encryption.
				return
			}
		}
	})
}

// answerRow answers a query with one row of texts.
func answerRow(b *pgproto3.Backend, values ...string) {
	const text = 25
	var fields []pgproto3.FieldDescription
	var row [][]byte
	for _, value := range values {
		fields = append(fields, pgproto3.FieldDescription{Name: []byte("x"), DataTypeOID: text, DataTypeSize: -1, TypeModifier: -1})
		row = append(row, []byte(value))
	}
	b.Send(&pgproto3.RowDescription{Fields: fields})
	b.Send(&pgproto3.DataRow{Values: row})
	answerDone(b, "SELECT 1", 'T')
}

func answerDone(b *pgproto3.Backend, tag string, transaction byte) {
	b.Send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
	b.Send(&pgproto3.ReadyForQuery{TxStatus: transaction})
}

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// connection is one that is kept open, as a client library keeps it.
type connection struct {
	net.Conn
	reader *bufio.Reader
	buffer []byte
}

func dial(address string) (*connection, error) {
	open, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{open, bufio.NewReaderSize(open, 64*1024), make([]byte, 64*1024)}, nil
}

func (c *connection) close() { c.Conn.Close() }

// wire is a request as it goes over the wire; that is made once, so that sending it is one call.
func wire(job *Job, key, body string) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "POST %s HTTP/1.1\r\nhost: %s\r\nauthorization: Bearer %s\r\n", job.Path, job.Address, key)
	for name, value := range job.Headers {
		fmt.Fprintf(&text, "%s: %s\r\n", name, value)
	}
	fmt.Fprintf(&text, "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s", len(body), body)
	return []byte(text.String())
}

// work sends requests until the schedule is over. A refused request is quick, and so an error instead of a figure.
func (c *connection) work(plan *schedule, requests [][]byte, seen *samples) error {
	for {
		number, begin, isOver := plan.wait()
		if isOver {
			return nil
		}
		if _, err := c.Write(requests[number%int64(len(requests))]); err != nil {
			return fmt.Errorf("a request could not be sent: %w", err)
		}
		answer, err := http.ReadResponse(c.reader, nil)
		if err != nil {
			return fmt.Errorf("an answer could not be read: %w", err)
		}
		if answer.StatusCode != http.StatusOK {
			text, _ := io.ReadAll(io.LimitReader(answer.Body, 1024))
			return fmt.Errorf("a request was answered by %s: %s", answer.Status, text)
		}
		if err := c.readBody(answer.Body, begin, seen); err != nil {
			return fmt.Errorf("an answer broke off: %w", err)
		}
	}
}

func (c *connection) readBody(body io.Reader, begin time.Time, seen *samples) error {
	isFirst := true
	for {
		size, err := body.Read(c.buffer)
		if isFirst && size > 0 {
			seen.first = append(seen.first, time.Since(begin))
			isFirst = false
		}
		seen.events += bytes.Count(c.buffer[:size], []byte("data: "))
		if err == io.EOF {
			seen.last = append(seen.last, time.Since(begin))
			return nil
		}
		if err != nil {
			return err
		}
	}
}

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// A stream has this many events with text, one every pause: what many users at once see of a busy engine.
const (
	streamEvents = 50
	streamPause  = 20 * time.Millisecond
)

const completion = `{"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"model-0",` +
	`"choices":[{"index":0,"message":{"role":"assistant","content":"The capital of Germany is Berlin."},` +
	`"finish_reason":"stop"}],"usage":{"prompt_tokens":21,"completion_tokens":8,"total_tokens":29}}`

const eventHead = `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"model-0","choices":[`

var wholeAnswer = fmt.Appendf(nil, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s",
	len(completion), completion)

const streamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

// serveEngine answers every request with the same chat completion, streamed where that was asked for, with the usage as
// vLLM tells it: at the end of a stream, and with each event, where that was asked for. The server of Go's library
// would take twice the time.
func serveEngine(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	for {
		caller, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer caller.Close()
			reader := bufio.NewReaderSize(caller, 64*1024)
			for answerNext(reader, caller) == nil {
			}
		}()
	}
}

// answerNext fails when the caller has closed its connection, or does not speak HTTP.
func answerNext(reader *bufio.Reader, caller io.Writer) error {
	request, err := http.ReadRequest(reader)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return err
	}
	if bytes.Contains(body, []byte(`"stream":true`)) {
		return streamCompletion(caller, body)
	}
	_, err = caller.Write(wholeAnswer)
	return err
}

func streamCompletion(caller io.Writer, body []byte) error {
	isLastAsked := bytes.Contains(body, []byte(`"include_usage":true`))
	isEachAsked := bytes.Contains(body, []byte(`"continuous_usage_stats":true`))
	if _, err := io.WriteString(caller, streamHead); err != nil {
		return err
	}
	chunk := func(text string) error {
		_, err := fmt.Fprintf(caller, "%x\r\n%s\r\n", len(text), text)
		return err
	}
	ticker := time.NewTicker(streamPause)
	defer ticker.Stop()
	for event := 1; event <= streamEvents; event++ {
		usage := ""
		if isEachAsked {
			usage = usageOf(event)
		}
		text := `{"index":0,"delta":{"content":" token"},"finish_reason":null}]`
		if err := chunk(eventHead + text + usage + "}\n\n"); err != nil {
			return err
		}
		<-ticker.C
	}
	end := "data: [DONE]\n\n"
	if isLastAsked {
		end = eventHead + "]" + usageOf(streamEvents) + "}\n\n" + end
	}
	if err := chunk(end); err != nil {
		return err
	}
	return chunk("")
}

func usageOf(tokens int) string {
	return fmt.Sprintf(`,"usage":{"prompt_tokens":21,"total_tokens":%d,"completion_tokens":%d}`, 21+tokens, tokens)
}

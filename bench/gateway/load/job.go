package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Job says what is sent, and how.
type Job struct {
	// Address is the host and port of a gateway or an engine.
	Address string `json:"address"`
	Path    string `json:"path"`
	// Headers of every request.
	Headers map[string]string `json:"headers"`
	// Keys and Bodies are taken in turn.
	Keys   []string `json:"keys"`
	Bodies []string `json:"bodies"`
	// Connections that are open; each has one request under way at most.
	Connections int     `json:"connections"`
	Seconds     float64 `json:"seconds"`
	// Rate is how many requests begin in a second, evenly; 0 is one after the other on each connection.
	Rate float64 `json:"rate"`
}

// Report is what was seen. Times are in microseconds, until the first byte of an answer's body and until its last one:
// the median, and what 99 of 100 requests take at most.
type Report struct {
	Requests int     `json:"requests"`
	Events   int     `json:"events"`
	Seconds  float64 `json:"seconds"`
	FirstP50 float64 `json:"firstP50"`
	FirstP99 float64 `json:"firstP99"`
	LastP50  float64 `json:"lastP50"`
	LastP99  float64 `json:"lastP99"`
}

func (job *Job) run() (*Report, error) {
	if len(job.Keys) == 0 || len(job.Bodies) == 0 || job.Connections < 1 {
		return nil, fmt.Errorf("a job needs keys, bodies and connections")
	}
	connections := make([]*connection, job.Connections)
	for i := range connections {
		var err error
		if connections[i], err = dial(job.Address); err != nil {
			return nil, err
		}
		defer connections[i].close()
	}
	requests := job.requests()
	schedule := newSchedule(job.Seconds, job.Rate)
	seen := make([]samples, len(connections))
	var group sync.WaitGroup
	for i, one := range connections {
		group.Go(func() { seen[i].err = one.work(schedule, requests, &seen[i]) })
	}
	group.Wait()
	return report(seen, time.Since(schedule.start).Seconds())
}

// requests are all that are sent, beginning anew after the last: as many as there are keys or bodies, whichever are more.
func (job *Job) requests() [][]byte {
	all := make([][]byte, max(len(job.Keys), len(job.Bodies)))
	for i := range all {
		all[i] = wire(job, job.Keys[i%len(job.Keys)], job.Bodies[i%len(job.Bodies)])
	}
	return all
}

// samples are what one connection has seen.
type samples struct {
	first, last []time.Duration
	events      int
	err         error
}

func report(seen []samples, seconds float64) (*Report, error) {
	var all samples
	for _, one := range seen {
		if one.err != nil {
			return nil, one.err
		}
		all.first = append(all.first, one.first...)
		all.last = append(all.last, one.last...)
		all.events += one.events
	}
	if len(all.last) == 0 {
		return nil, fmt.Errorf("no request ended within the job's time")
	}
	slices.Sort(all.first)
	slices.Sort(all.last)
	return &Report{
		Requests: len(all.last), Events: all.events, Seconds: seconds,
		FirstP50: quantile(all.first, 0.5), FirstP99: quantile(all.first, 0.99),
		LastP50: quantile(all.last, 0.5), LastP99: quantile(all.last, 0.99),
	}, nil
}

func quantile(sorted []time.Duration, part float64) float64 {
	return float64(sorted[int(part*float64(len(sorted)-1))].Nanoseconds()) / 1000
}

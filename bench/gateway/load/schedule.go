package main

import (
	"sync/atomic"
	"time"
)

// schedule says when requests begin, and numbers them.
type schedule struct {
	start, end time.Time
	// interval is 0 where each connection sends as soon as it can.
	interval time.Duration
	next     atomic.Int64
}

func newSchedule(seconds, rate float64) *schedule {
	start := time.Now()
	plan := &schedule{start: start, end: start.Add(time.Duration(seconds * float64(time.Second)))}
	if rate > 0 {
		plan.interval = time.Duration(float64(time.Second) / rate)
	}
	return plan
}

// wait returns the number of the next request, and the time from which it counts: the one at which it should have begun
// where all connections were busy then, since its caller would have waited. A timer that was late is no fault of a gateway.
func (plan *schedule) wait() (number int64, begin time.Time, isOver bool) {
	number = plan.next.Add(1) - 1
	now := time.Now()
	planned := now
	if plan.interval > 0 {
		planned = plan.start.Add(time.Duration(number) * plan.interval)
	}
	if !planned.Before(plan.end) {
		return number, planned, true
	}
	if planned.After(now) {
		time.Sleep(planned.Sub(now))
		return number, time.Now(), false
	}
	return number, planned, false
}

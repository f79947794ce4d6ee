package main

import (
	"math"
	"runtime"
	"sort"
	"time"
)

func median(values []float64) float64 {
	sorted := append([]float64(nil), values...)
	sort.Float64s(sorted)
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// timeLoop runs loop(n), which does an operation n times, in batches of about the same length of time. It gives the
// nanoseconds of one operation and how often it ran in all.
func timeLoop(loop func(n int), given loopSettings) (float64, int) {
	operations := 0
	run := func(n int) float64 {
		start := time.Now()
		loop(n)
		operations += n
		return time.Since(start).Seconds() * 1e3
	}

	perBatch := 1000
	for spent := 0.0; spent < given.WarmUpMs; {
		took := run(perBatch)
		spent += took
		if took < given.BatchMs/4 {
			perBatch *= 2
		}
	}
	once := math.Max(run(perBatch), 0.001)
	perBatch = int(math.Max(1, math.Round(float64(perBatch)*given.BatchMs/once)))

	runtime.GC()
	var batches []float64
	for batch := 0; batch < given.Batches; batch++ {
		batches = append(batches, run(perBatch)*1e6/float64(perBatch))
	}
	return median(batches), operations
}

// timePages makes pages, after `change`, which is not part of the time. It gives the nanoseconds of one page and the
// last page.
func timePages(page func() []byte, change func(), given pageSettings) (float64, []byte) {
	var times []float64
	var last []byte
	for made := 0; made < given.WarmUp+given.Measured; made++ {
		last = nil
		change()
		runtime.GC()
		start := time.Now()
		last = page()
		took := float64(time.Since(start).Nanoseconds())
		if made >= given.WarmUp {
			times = append(times, took)
		}
	}
	return median(times), last
}

func bytesInUse() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

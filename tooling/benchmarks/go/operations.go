package main

import (
	"math"
	"math/rand"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var buckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

const cycleLength = 1024

// valueCycle gives durations spread over all buckets one after the other, and begins again after the last. They are
// whole 1/16384 seconds, so that sums are exact.
type valueCycle struct {
	values [cycleLength]float64
	taken  int
	sum    float64
}

func newValueCycle() *valueCycle {
	random := rand.New(rand.NewSource(2))
	cycle := &valueCycle{}
	for index := range cycle.values {
		value := 0.002 * math.Pow(12/0.002, random.Float64())
		cycle.values[index] = math.Max(1, math.Round(value*16384)) / 16384
	}
	return cycle
}

// took says that n more were taken, which is not part of the loops that are timed.
func (cycle *valueCycle) took(n int) {
	for ; n > 0; n-- {
		cycle.sum += cycle.values[cycle.taken%cycleLength]
		cycle.taken++
	}
}

func newCounters(registry *prometheus.Registry, names []string) *prometheus.CounterVec {
	counters := prometheus.NewCounterVec(prometheus.CounterOpts{Name: counterName, Help: help}, names)
	registry.MustRegister(counters)
	return counters
}

func newHistograms(registry *prometheus.Registry, names []string) *prometheus.HistogramVec {
	options := prometheus.HistogramOpts{Name: histogramName, Help: help, Buckets: buckets}
	histograms := prometheus.NewHistogramVec(options, names)
	registry.MustRegister(histograms)
	return histograms
}

func incWithoutLabels(given settings) float64 {
	registry := prometheus.NewRegistry()
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: counterName, Help: help})
	registry.MustRegister(counter)
	return timeInc(registry, counter, given)
}

func incOnHandle(given settings) float64 {
	registry := prometheus.NewRegistry()
	sets := newLabelSets(given.Combinations, given)
	values := sets.into(make([]string, given.Labels), 0)
	return timeInc(registry, newCounters(registry, sets.names).WithLabelValues(values...), given)
}

func timeInc(registry *prometheus.Registry, counter prometheus.Counter, given settings) float64 {
	ns, operations := timeLoop(func(n int) {
		for i := 0; i < n; i++ {
			counter.Inc()
		}
	}, given.Loop)
	expectCounters(registry, 1, float64(operations))
	return ns
}

func incWithLabels(given settings) float64 {
	registry := prometheus.NewRegistry()
	count := given.Combinations
	sets := newLabelSets(count, given)
	order := rand.New(rand.NewSource(1)).Perm(count)
	counters := newCounters(registry, sets.names)
	values := make([]string, given.Labels)
	ns, operations := timeLoop(func(n int) {
		for i := 0; i < n; i++ {
			counters.WithLabelValues(sets.into(values, order[i%count])...).Inc()
		}
	}, given.Loop)
	expectCounters(registry, count, float64(operations))
	return ns
}

func observeOnHandle(given settings) float64 {
	registry := prometheus.NewRegistry()
	sets := newLabelSets(given.Combinations, given)
	values := sets.into(make([]string, given.Labels), 0)
	return timeObserve(registry, newHistograms(registry, sets.names).WithLabelValues(values...), given)
}

func observeNative(given settings) float64 {
	registry := prometheus.NewRegistry()
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: histogramName, Help: help, NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160,
	})
	registry.MustRegister(histogram)
	return timeObserve(registry, histogram, given)
}

func observeSummary(given settings) float64 {
	registry := prometheus.NewRegistry()
	sets := newLabelSets(given.Combinations, given)
	summaries := prometheus.NewSummaryVec(prometheus.SummaryOpts{
		Name: histogramName, Help: help, MaxAge: 10 * time.Minute, AgeBuckets: 5,
		Objectives: map[float64]float64{0.5: 0.05, 0.9: 0.01, 0.99: 0.001},
	}, sets.names)
	registry.MustRegister(summaries)
	values := sets.into(make([]string, given.Labels), 0)
	return timeObserve(registry, summaries.WithLabelValues(values...), given)
}

func timeObserve(registry *prometheus.Registry, observer prometheus.Observer, given settings) float64 {
	cycle := newValueCycle()
	at := 0
	ns, operations := timeLoop(func(n int) {
		for i := 0; i < n; i++ {
			observer.Observe(cycle.values[at%cycleLength])
			at++
		}
	}, given.Loop)
	cycle.took(operations)
	expectObservations(registry, operations, cycle.sum)
	return ns
}

func observeWithLabels(given settings) float64 {
	registry := prometheus.NewRegistry()
	count := given.Combinations
	sets := newLabelSets(count, given)
	order := rand.New(rand.NewSource(1)).Perm(count)
	histograms := newHistograms(registry, sets.names)
	cycle := newValueCycle()
	values := make([]string, given.Labels)
	at := 0
	ns, operations := timeLoop(func(n int) {
		for i := 0; i < n; i++ {
			observer := histograms.WithLabelValues(sets.into(values, order[at%count])...)
			observer.Observe(cycle.values[at%cycleLength])
			at++
		}
	}, given.Loop)
	cycle.took(operations)
	expectObservations(registry, operations, cycle.sum)
	return ns
}

package main

import (
	"math"
	"math/rand"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// changingCounters is a counter of many series, its values changing.
type changingCounters struct {
	given    settings
	sets     labelSets
	random   *rand.Rand
	registry *prometheus.Registry
	counters *prometheus.CounterVec
	values   []string
	sum      float64
}

func newChangingCounters(given settings) *changingCounters {
	return &changingCounters{
		given:  given,
		sets:   newLabelSets(given.Series, given),
		random: rand.New(rand.NewSource(3)),
		values: make([]string, given.Labels),
	}
}

func (changing *changingCounters) begin() {
	changing.registry = prometheus.NewRegistry()
	changing.counters = newCounters(changing.registry, changing.sets.names)
	for index := 0; index < changing.given.Series; index++ {
		changing.add(index, 1e6)
	}
}

func (changing *changingCounters) changeAll() {
	for index := 0; index < changing.given.Series; index++ {
		changing.add(index, 1e3)
	}
}

func (changing *changingCounters) changePart(part float64) {
	count := int(math.Round(float64(changing.given.Series) * part))
	for n := 0; n < count; n++ {
		changing.add(changing.random.Intn(changing.given.Series), 1e3)
	}
}

func (changing *changingCounters) add(index int, upTo float64) {
	by := changing.random.Float64() * upTo
	if changing.given.Numbers == "whole" {
		by = math.Ceil(by)
	}
	changing.counters.WithLabelValues(changing.sets.into(changing.values, index)...).Add(by)
	changing.sum += by
}

func pageOfCounters(format string, part float64) func(settings) float64 {
	return func(given settings) float64 {
		counters := newChangingCounters(given)
		counters.begin()
		change := counters.changeAll
		if part < 1 {
			change = func() { counters.changePart(part) }
		}
		page := func() []byte { return pageOf(counters.registry, format) }
		ns, last := timePages(page, change, given.Page)
		if format != "protobuf" {
			expectLines(last, given.Series)
		}
		expectCounters(counters.registry, given.Series, counters.sum)
		return ns
	}
}

func pageOfHistograms(given settings) float64 {
	registry := prometheus.NewRegistry()
	series := given.Series / 10
	sets := newLabelSets(series, given)
	histograms := newHistograms(registry, sets.names)
	cycle := newValueCycle()
	values := make([]string, given.Labels)
	observeAll := func() {
		for index := 0; index < series; index++ {
			value := cycle.values[cycle.taken%cycleLength]
			histograms.WithLabelValues(sets.into(values, index)...).Observe(value)
			cycle.took(1)
		}
	}
	for times := 0; times < 5; times++ {
		observeAll()
	}
	page := func() []byte { return pageOf(registry, "text") }
	ns, last := timePages(page, observeAll, given.Page)
	expectLines(last, series*(len(buckets)+3))
	expectObservations(registry, cycle.taken, cycle.sum)
	return ns
}

func firstPage(given settings) float64 {
	counters := newChangingCounters(given)
	runtime.GC()
	start := time.Now()
	counters.begin()
	page := pageOf(counters.registry, "text")
	took := float64(time.Since(start).Nanoseconds())
	expectLines(page, given.Series)
	expectCounters(counters.registry, given.Series, counters.sum)
	return took
}

func memory(given settings) float64 {
	counters := newChangingCounters(given)
	before := bytesInUse()
	counters.begin()
	for scrape := 0; scrape < 10; scrape++ {
		counters.changeAll()
		pageOf(counters.registry, "text")
	}
	perSeries := (bytesInUse() - before) / float64(given.Series)
	expectCounters(counters.registry, given.Series, counters.sum)
	return perSeries
}

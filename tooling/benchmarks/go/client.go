package main

import (
	"bytes"
	"fmt"
	"math"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

const (
	counterName   = "bench_events_total"
	histogramName = "bench_duration_seconds"
	help          = "What is measured."
)

var formats = map[string]expfmt.Format{
	"text":        expfmt.FmtText,
	"openmetrics": expfmt.FmtOpenMetrics,
	"protobuf":    expfmt.FmtProtoDelim,
}

// pageOf is what one scrape costs in the process.
func pageOf(registry *prometheus.Registry, format string) []byte {
	families, err := registry.Gather()
	check(err)
	var page bytes.Buffer
	encoder := expfmt.NewEncoder(&page, formats[format])
	for _, family := range families {
		check(encoder.Encode(family))
	}
	if closer, ok := encoder.(expfmt.Closer); ok {
		check(closer.Close())
	}
	return page.Bytes()
}

// gathered is the one family of the registry.
func gathered(registry *prometheus.Registry) *dto.MetricFamily {
	families, err := registry.Gather()
	check(err)
	if len(families) != 1 {
		fail(fmt.Errorf("expected one family, got %d", len(families)))
	}
	return families[0]
}

// expectCounters compares the sum of all values with what was added.
func expectCounters(registry *prometheus.Registry, series int, sum float64) {
	metrics := gathered(registry).Metric
	found := 0.0
	for _, metric := range metrics {
		found += metric.GetCounter().GetValue()
	}
	expect("series", float64(len(metrics)), float64(series))
	expect("sum", found, sum)
}

// expectObservations compares count and sum over all series with what was observed.
func expectObservations(registry *prometheus.Registry, count int, sum float64) {
	var foundCount uint64
	foundSum := 0.0
	for _, metric := range gathered(registry).Metric {
		foundCount += metric.GetHistogram().GetSampleCount() + metric.GetSummary().GetSampleCount()
		foundSum += metric.GetHistogram().GetSampleSum() + metric.GetSummary().GetSampleSum()
	}
	expect("count", float64(foundCount), float64(count))
	expect("sum", foundSum, sum)
}

func expect(what string, found, expected float64) {
	if math.Abs(found-expected) > math.Abs(expected)*1e-9 {
		fail(fmt.Errorf("%s: expected %g, got %g", what, expected, found))
	}
}

// expectLines compares how many samples a page in text has with how many there have to be.
func expectLines(page []byte, expected int) {
	lines := 0
	for _, line := range bytes.Split(page, []byte("\n")) {
		if len(line) > 0 && line[0] != '#' {
			lines++
		}
	}
	expect("samples", float64(lines), float64(expected))
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

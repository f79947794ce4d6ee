// The cases of the benchmark for client_golang: one process measures one case, as the programs in JavaScript do. Its
// only argument is the task as JSON; its answer is a line of JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type loopSettings struct {
	WarmUpMs float64 `json:"warmUpMs"`
	BatchMs  float64 `json:"batchMs"`
	Batches  int     `json:"batches"`
}

type pageSettings struct {
	WarmUp   int `json:"warmUp"`
	Measured int `json:"measured"`
}

type settings struct {
	Series       int          `json:"series"`
	Combinations int          `json:"combinations"`
	Labels       int          `json:"labels"`
	Values       string       `json:"values"`
	Numbers      string       `json:"numbers"`
	Loop         loopSettings `json:"loop"`
	Page         pageSettings `json:"page"`
}

type task struct {
	Case     string   `json:"case"`
	Settings settings `json:"settings"`
}

// Value is absent where client_golang has nothing to measure.
type answer struct {
	Value *float64 `json:"value,omitempty"`
}

var cases = map[string]func(settings) float64{
	"inc":                    incWithoutLabels,
	"inc-handle":             incOnHandle,
	"inc-labels":             incWithLabels,
	"observe-handle":         observeOnHandle,
	"observe-labels":         observeWithLabels,
	"observe-native":         observeNative,
	"observe-summary":        observeSummary,
	"page-all-changed":       pageOfCounters("text", 1),
	"page-5-percent-changed": pageOfCounters("text", 0.05),
	"page-histograms":        pageOfHistograms,
	"page-first":             firstPage,
	"page-openmetrics":       pageOfCounters("openmetrics", 1),
	"page-protobuf":          pageOfCounters("protobuf", 1),
	"memory-kept":            memory,
	"memory-not-kept":        memory,
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("expected one argument, the task as JSON"))
	}
	var asked task
	if err := json.Unmarshal([]byte(os.Args[1]), &asked); err != nil {
		fail(err)
	}
	var given answer
	if run, found := cases[asked.Case]; found {
		value := run(asked.Settings)
		given.Value = &value
	}
	line, err := json.Marshal(given)
	if err != nil {
		fail(err)
	}
	fmt.Println(string(line))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

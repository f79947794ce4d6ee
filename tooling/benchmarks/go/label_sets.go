package main

import (
	"fmt"
	"math"
)

const few = 10

var allNames = []string{"route", "status", "method", "host", "zone"}

// labelSets gives the values of as many series as are asked for, the same ones as in JavaScript.
type labelSets struct {
	names  []string
	values [][]string
}

func newLabelSets(count int, given settings) labelSets {
	names := allNames[:given.Labels]
	values := make([][]string, given.Labels)
	for place, name := range names {
		length := few
		if place == 0 {
			length = int(math.Ceil(float64(count) / math.Pow(few, float64(given.Labels-1))))
		}
		for index := 0; index < length; index++ {
			values[place] = append(values[place], word(name, index, given.Values))
		}
	}
	return labelSets{names, values}
}

func word(name string, index int, values string) string {
	if values == "utf-8" {
		return fmt.Sprintf("/%s/größe-数量-🐟-%d", name, index)
	}
	return fmt.Sprintf("/%s/number-%d", name, index)
}

// into puts the values of one series into `into`, which has room for them.
func (sets labelSets) into(into []string, index int) []string {
	for place := len(sets.values) - 1; place > 0; place-- {
		into[place] = sets.values[place][index%few]
		index /= few
	}
	into[0] = sets.values[0][index]
	return into
}

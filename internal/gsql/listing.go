package gsql

import (
	"maps"
	"slices"
	"strings"
)

// Aggregate describes one aggregate or window function for documentation.
type Aggregate struct {
	Name string // "COUNT"
	// Sites says that it may lead from the rows of sites to public groups, Rows that it may be used within
	// one site and over groups, Window that it may be used with OVER, over groups.
	Sites, Rows, Window bool
}

// overSites are the aggregates that fromSites lets out.
var overSites = map[string]bool{"count": true, "countif": true, "sum": true, "avg": true}

// Aggregates lists what measure and windowCall accept, by name.
func Aggregates() []Aggregate {
	var list []Aggregate
	for _, name := range slices.Sorted(maps.Keys(ordinaries)) {
		list = append(list, Aggregate{Name: strings.ToUpper(name), Sites: overSites[name], Rows: true, Window: true})
	}
	for _, name := range slices.Sorted(maps.Keys(windowOnly)) {
		list = append(list, Aggregate{Name: strings.ToUpper(name), Window: true})
	}
	return list
}

// Package sampledata carries what package sample makes reports from, so that the program needs no file
// beside it: for each dataset that can be sampled, a folder with profile.yaml and the lists it names.
// The small samples of finished reports that are committed here too are not part of the program.
package sampledata

import "embed"

// Profiles has a folder <dataset>/ for each dataset that can be sampled.
//
//go:embed */profile.yaml */*.txt
var Profiles embed.FS

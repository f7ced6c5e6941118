package sample

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"isobar/internal/dataset/yamldoc"
	"isobar/sampledata"
)

// ProfileFile is the name of a profile in its folder.
const ProfileFile = "profile.yaml"

// Profile is what made-up reports look like. Shares are probabilities from 0 to 1. The meaning of each
// number is told in the committed profiles. Of a profile of kind template only the churn of Sites, and
// Reports without Submitted, are set besides Template; of another, Template is nil.
type Profile struct {
	Template     *Template
	Names        []string // every module's slug; sorted, distinct
	Sites        Sites
	Reports      Reports
	Modules      Modules
	Stacks       []Stack
	Lag          Spread  // weeks; logistic
	Stuck        float64 // share of sites
	Classes      Classes
	Platforms    []Weighted
	Dependencies Dependencies
	Methods      []Weighted // Weight is the share of sites
	Flaws        Flaws
}

// Sites describes the population.
type Sites struct {
	Churn, WithoutPuppetDB, WithoutModules, SecondPlatform float64

	Nodes        Spread  // log-normal
	Environments float64 // mean
}

// Reports describes how sites send.
type Reports struct {
	Submitted, Repeated, SameTime, Redelivered, Edge float64
}

// Modules describes which modules sites install, and how many.
type Modules struct {
	Mean, Deviation, Exponent, Offset, StackShare, StackMember, Twice float64

	Popular []string // slugs, most popular first
}

// Stack is a group of modules that are installed together.
type Stack struct {
	Name     string
	Weight   float64
	Platform string // only where this is a site's first platform; "" for everywhere
	Modules  []string
}

// Spread is a middle and a width; their unit and the distribution are those of the field.
type Spread struct{ Median, Scale float64 }

// Classes describes the classes of modules.
type Classes struct {
	Used, Further, OnPlatforms, Unused float64

	Repeats  int64
	Suffixes []string
}

// Weighted is a name with a relative or absolute frequency.
type Weighted struct {
	Name   string
	Weight float64
}

// Dependencies describes what private modules depend on.
type Dependencies struct{ Mean, Slash float64 }

// Flaws describes what is wrong with the entries of repeated fields.
type Flaws struct{ Missing, Null, Odd float64 }

// ProfileOf returns the profile that the program carries for the dataset of that name.
func ProfileOf(dataset string) (*Profile, error) {
	folder, err := fs.Sub(sampledata.Profiles, dataset)
	if err == nil {
		_, err = fs.Stat(folder, ProfileFile)
	}
	if err != nil {
		known, _ := fs.Glob(sampledata.Profiles, "*/"+ProfileFile)
		for i := range known {
			known[i] = path.Dir(known[i])
		}
		return nil, fmt.Errorf("there is no profile to make reports of dataset %q from; there is one for %s", dataset, strings.Join(known, ", "))
	}
	return ReadProfile(folder)
}

// writers gives a function that makes writers of such reports, the last in the given week.
func (p *Profile) writers(last week) (func() writer, error) {
	if p.Template != nil {
		return func() writer { return &templateWriter{template: p.Template} }, nil
	}
	c, err := newCatalogue(p, last)
	return func() writer { return &author{catalogue: c} }, err
}

// ReadProfile reads profile.yaml and the lists it names from a folder. All that is wrong with it is
// reported at once, with file and line.
func ReadProfile(folder fs.FS) (*Profile, error) {
	data, err := fs.ReadFile(folder, ProfileFile)
	if err != nil {
		return nil, err
	}
	p := &Profile{}
	err = yamldoc.Read(ProfileFile, data, func(root *yamldoc.Map) {
		kind := ""
		root.Require("kind", "dropsonde or template")
		root.Text("kind", &kind, func(s string) error {
			if s != "dropsonde" && s != "template" {
				return errors.New("only dropsonde and template are known")
			}
			return nil
		})
		if kind == "template" {
			p.readTemplate(root)
			return
		}
		p.readNames(root, folder)
		p.readSites(section(root, "sites"))
		p.readReports(section(root, "reports"))
		p.readModules(section(root, "modules"))
		p.readStacks(root)
		p.readRest(root)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Profile) readNames(root *yamldoc.Map, folder fs.FS) {
	file := ""
	root.Require("names", "the file that lists all modules, one slug a line")
	root.Text("names", &file, func(name string) error {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		p.Names = strings.Fields(string(data))
		slices.Sort(p.Names)
		p.Names = slices.Compact(p.Names)
		for _, slug := range p.Names {
			if _, module, ok := strings.Cut(slug, "-"); !ok || module == "" || strings.ContainsAny(slug, "\"\\/") {
				return fmt.Errorf("%q in it is no author-name", slug)
			}
		}
		if len(p.Names) < 2 {
			return errors.New("it lists no modules")
		}
		return nil
	})
}

func (p *Profile) readSites(m *yamldoc.Map) {
	s := &p.Sites
	number(m, "churn", &s.Churn, share)
	number(m, "without_puppetdb", &s.WithoutPuppetDB, share)
	number(m, "without_modules", &s.WithoutModules, share)
	number(m, "second_platform", &s.SecondPlatform, share)
	nodes := section(m, "nodes")
	number(nodes, "median", &s.Nodes.Median, positive)
	number(nodes, "spread", &s.Nodes.Scale, positive)
	number(section(m, "environments"), "mean", &s.Environments, positive)
}

func (p *Profile) readReports(m *yamldoc.Map) {
	number(m, "submitted", &p.Reports.Submitted, share)
	p.readHabits(m)
}

func (p *Profile) readHabits(m *yamldoc.Map) {
	r := &p.Reports
	number(m, "repeated", &r.Repeated, share)
	number(m, "same_time", &r.SameTime, share)
	number(m, "redelivered", &r.Redelivered, share)
	number(m, "edge", &r.Edge, share)
}

func (p *Profile) readModules(m *yamldoc.Map) {
	mod := &p.Modules
	number(m, "mean", &mod.Mean, positive)
	number(m, "deviation", &mod.Deviation, positive)
	number(m, "exponent", &mod.Exponent, positive)
	number(m, "offset", &mod.Offset, positive)
	number(m, "stack_share", &mod.StackShare, share)
	number(m, "stack_member", &mod.StackMember, share)
	number(m, "twice", &mod.Twice, share)
	m.Texts("popular", &mod.Popular, p.known)
}

func (p *Profile) readStacks(root *yamldoc.Map) {
	for _, m := range root.Maps("stacks") {
		var s Stack
		m.Require("name", "what the modules are for")
		m.Text("name", &s.Name)
		number(m, "weight", &s.Weight, positive)
		m.Text("platform", &s.Platform)
		m.Require("modules", "their slugs")
		m.Texts("modules", &s.Modules, p.known)
		p.Stacks = append(p.Stacks, s)
	}
}

func (p *Profile) readRest(root *yamldoc.Map) {
	versions := section(root, "versions")
	lag := section(versions, "lag")
	number(lag, "median", &p.Lag.Median, positive)
	number(lag, "scale", &p.Lag.Scale, positive)
	number(versions, "stuck", &p.Stuck, share)

	classes := section(root, "classes")
	number(classes, "used", &p.Classes.Used, share)
	number(classes, "further", &p.Classes.Further, share)
	number(classes, "on_platforms", &p.Classes.OnPlatforms, share)
	number(classes, "unused", &p.Classes.Unused, share)
	p.Classes.Repeats = 1
	classes.Int("repeats", &p.Classes.Repeats, func(n int64) error {
		if n < 1 || n > 1000 {
			return errors.New("give 1 to 1000")
		}
		return nil
	})
	classes.Require("suffixes", "what follows a module's name in the names of its classes")
	classes.Texts("suffixes", &p.Classes.Suffixes)

	p.Platforms = weighted(root, "platforms", "weight", positive)
	p.Methods = weighted(root, "methods", "share", share)
	dependencies := section(root, "dependencies")
	number(dependencies, "mean", &p.Dependencies.Mean, positive)
	number(dependencies, "slash", &p.Dependencies.Slash, share)
	flaws := section(root, "flaws")
	number(flaws, "missing", &p.Flaws.Missing, share)
	number(flaws, "null", &p.Flaws.Null, share)
	number(flaws, "odd", &p.Flaws.Odd, share)
}

// known checks that a slug is on the list of names.
func (p *Profile) known(slug string) error {
	if _, found := slices.BinarySearch(p.Names, slug); !found && len(p.Names) > 0 {
		return fmt.Errorf("%s is not on the list of names", slug)
	}
	return nil
}

func section(m *yamldoc.Map, key string) *yamldoc.Map {
	m.Require(key, "its mapping")
	return m.Map(key)
}

// number reads a number that has no default: a profile says all it means.
func number(m *yamldoc.Map, key string, to *float64, check func(float64) error) {
	m.Require(key, "a number")
	m.Float(key, to, check)
}

func weighted(root *yamldoc.Map, key, weight string, check func(float64) error) []Weighted {
	root.Require(key, "a list")
	var list []Weighted
	for _, m := range root.Maps(key) {
		var w Weighted
		m.Require("name", "its name")
		m.Text("name", &w.Name)
		number(m, weight, &w.Weight, check)
		list = append(list, w)
	}
	if len(list) == 0 {
		root.Fail(key, "the list is empty")
	}
	return list
}

func share(f float64) error {
	if f < 0 || f > 1 {
		return fmt.Errorf("%v is no share: give a number from 0 to 1", f)
	}
	return nil
}

func positive(f float64) error {
	if f <= 0 || f > 1e6 {
		return fmt.Errorf("%v is not above 0 and at most a million", f)
	}
	return nil
}

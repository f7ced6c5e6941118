package sample

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// TestCommittedSample makes the committed sample again, with the numbers of the command that its README
// tells, and compares bytes.
func TestCommittedSample(t *testing.T) {
	const folder = "../../sampledata/"
	readme, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?m)^isobar sample --dataset queries/dropsonde --sites (\d+) --weeks (\d+) --week 2026-11-09 --seed (\d+) --output sampledata/(\S+) --format (\S+)$`).
		FindStringSubmatch(string(readme))
	if command == nil {
		t.Fatal("sampledata/README.md no longer tells the command")
	}
	var numbers [3]int64
	for i := range numbers {
		if numbers[i], err = strconv.ParseInt(command[i+1], 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	_, err = Generate(context.Background(), Options{
		Profile: profile(t), Sites: numbers[0], Weeks: int(numbers[1]), Last: monday, Seed: uint64(numbers[2]),
		Output: dir, Format: Format(command[5]),
	})
	if err != nil {
		t.Fatal(err)
	}
	made, committed := files(t, dir), files(t, folder+command[4])
	size := 0
	for _, text := range committed {
		size += len(text)
	}
	if !equalFiles(made, committed) {
		t.Errorf("the sample differs from what is committed: if that is meant, run the command in sampledata/README.md again")
	}
	within(t, "bytes of the committed sample", float64(size), 500_000, 1_500_000)
}

package release

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	parquetgo "github.com/parquet-go/parquet-go"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// memory is a storage.File of some bytes.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

func parquetOf(t *testing.T, output []plan.Output, rows *cells.Rows) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := writeParquet(context.Background(), &out, output, rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func columnsOf(output []plan.Output) []Column {
	var columns []Column
	for _, o := range output {
		columns = append(columns, Column{Name: o.Name, Type: o.Kind.String()})
	}
	return columns
}

// open reads a file with the other library and compares it with the rows.
func open(data []byte, output []plan.Output, rows *cells.Rows) (*parquetgo.File, error) {
	file, err := openParquet(memory{bytes.NewReader(data)}, columnsOf(output), int64(rows.N))
	if err != nil {
		return nil, err
	}
	return file, compareParquet(context.Background(), file, output, rows)
}

func TestParquetRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000, rowGroupRows, rowGroupRows + 1} {
		rows := randomRows(rand.New(rand.NewPCG(uint64(n), 1)), allKinds, n)
		if n > 100 {
			clear(rows.Columns[0][:n-50]) // pages of NULLs alone
			clear(rows.Columns[2][:n-50])
		}
		for i, v := range rows.Columns[2] {
			// Without infinities the bounds show what was made of NaN; and two NaNs have no bounds at all.
			if n == 2 || n == 1000 && !v.IsNull() && math.IsInf(v.Float64(), 0) {
				rows.Columns[2][i] = value.OfFloat64(math.NaN())
			}
		}
		file, err := open(parquetOf(t, allKinds, rows), allKinds, rows)
		if err != nil {
			t.Fatalf("%d rows: %v", n, err)
		}
		if want := (n + rowGroupRows - 1) / rowGroupRows; len(file.RowGroups()) != want {
			t.Errorf("%d rows in %d row groups, want %d", n, len(file.RowGroups()), want)
		}
		checkBounds(t, file, rows)
	}
}

// checkBounds recomputes what readers use to skip row groups and pages.
func checkBounds(t *testing.T, file *parquetgo.File, rows *cells.Rows) {
	t.Helper()
	start := 0
	for g, group := range file.Metadata().RowGroups {
		for i := range rows.Columns {
			values := rows.Columns[i][start : start+int(group.NumRows)]
			statistics := group.Columns[i].MetaData.Statistics
			checkBound(t, rows.Dict, values, statistics.NullCount, statistics.MinValue, statistics.MaxValue)
			at := g*len(rows.Columns) + i
			index, pages := file.ColumnIndexes()[at], file.OffsetIndexes()[at].PageLocations
			for p := range pages {
				from, to := pages[p].FirstRowIndex, int64(len(values))
				if p+1 < len(pages) {
					to = pages[p+1].FirstRowIndex
				}
				page := values[from:to]
				checkBound(t, rows.Dict, page, index.NullCounts[p], index.MinValues[p], index.MaxValues[p])
				if got, want := index.NullPages[p], index.NullCounts[p] == int64(len(page)); got != want {
					t.Errorf("column %d, page %d: null page %v, want %v", i, p, got, want)
				}
			}
		}
		start += int(group.NumRows)
	}
}

func checkBound(t *testing.T, d *value.Dict, values []value.Value, nulls int64, low, high []byte) {
	t.Helper()
	var least, most value.Value
	var want int64
	nan := false
	for _, v := range values {
		switch {
		case v.IsNull():
			want++
		case v.Kind == value.Float64 && math.IsNaN(v.Float64()):
			nan = true
		default:
			if v.Kind == value.String { // what is written
				v = value.OfString(d.Code(validText(d.Text(v.Code()))))
			}
			if least.IsNull() || value.Compare(d, v, least) < 0 {
				least = v
			}
			if most.IsNull() || value.Compare(d, v, most) > 0 {
				most = v
			}
		}
	}
	if nulls != want {
		t.Errorf("%d NULLs, want %d", nulls, want)
	}
	if nan {
		least, most = value.OfFloat64(math.Inf(-1)), value.OfFloat64(math.Inf(1))
	}
	if least.IsNull() {
		if len(low)+len(high) > 0 {
			t.Errorf("bounds %x and %x of nothing", low, high)
		}
		return
	}
	if least == value.OfFloat64(0) {
		least.Bits = 1 << 63
	}
	if !bytes.Equal(low, plainOf(d, least)) || !bytes.Equal(high, plainOf(d, most)) {
		t.Errorf("bounds %x and %x, want %x and %x", low, high, plainOf(d, least), plainOf(d, most))
	}
}

// plainOf is the PLAIN encoding of a value by the reading library.
func plainOf(d *value.Dict, v value.Value) []byte {
	switch v.Kind {
	case value.Bool:
		return parquetgo.BooleanValue(v.Bool()).Bytes()
	case value.Float64:
		return parquetgo.DoubleValue(v.Float64()).Bytes()
	case value.String, value.Bytes:
		return d.Text(v.Code())
	case value.Numeric: // by the definition of DECIMAL
		n := value.NumericOf(d.Text(v.Code()))
		if n.Sign() < 0 {
			n.Add(n, new(big.Int).Lsh(big.NewInt(1), 128))
		}
		return n.FillBytes(make([]byte, 16))
	case value.Date:
		return parquetgo.Int32Value(int32(v.Int64())).Bytes()
	default:
		return parquetgo.Int64Value(v.Int64()).Bytes()
	}
}

// Names go into the file as they are in the query: in whatever case, script and punctuation, and also
// where the library's own spelling of them would be the same.
func TestParquetNames(t *testing.T) {
	var output []plan.Output
	for _, name := range []string{"Sites", "sites", "SITES", "_sites", "1st", "a.b", "a-b", "a b", "größe", "C0", "c0", "Parquet_go_root", "日本", "x=y, z"} {
		output = append(output, plan.Output{Name: name, Kind: value.Int64})
	}
	rows := randomRows(rand.New(rand.NewPCG(3, 3)), output, 50)
	if _, err := open(parquetOf(t, output, rows), output, rows); err != nil {
		t.Error(err)
	}
}

// A changed value, of any kind and in any place, is noticed when the file is read back.
func TestParquetReadBackNotices(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	rows := randomRows(rng, allKinds, 3000)
	data := parquetOf(t, allKinds, rows)
	for i, o := range allKinds {
		for range 20 {
			r := rng.IntN(rows.N)
			old := rows.Columns[i][r]
			for rows.Columns[i][r] == old {
				if rows.Columns[i][r] = randomValue(rng, rows.Dict, o.Kind); rng.IntN(4) == 0 {
					rows.Columns[i][r] = value.Value{}
				}
			}
			if _, err := open(data, allKinds, rows); !errors.Is(err, errDiffers) {
				t.Errorf("column %s, row %d: error %v, want one", o.Name, r, err)
			}
			rows.Columns[i][r] = old
		}
	}
	shorter := *rows
	shorter.N--
	if _, err := open(data, allKinds, &shorter); err == nil {
		t.Error("a file of one row more was accepted")
	}
	renamed := append([]plan.Output(nil), allKinds...)
	renamed[1].Name = "sites"
	if _, err := open(data, renamed, rows); err == nil {
		t.Error("a file with another column name was accepted")
	}
	retyped := append([]plan.Output(nil), allKinds...)
	retyped[6].Kind = value.Int64
	if _, err := open(data, retyped, rows); err == nil {
		t.Error("a file with another column type was accepted")
	}
}

// The bytes follow from the rows: not from dictionary codes, nor from what else runs at the same time,
// nor from what the library's encoders did before.
func TestWritersAreDeterministic(t *testing.T) {
	for _, f := range formats {
		rows := randomRows(rand.New(rand.NewPCG(8, 8)), allKinds, 10_000)
		var want bytes.Buffer
		if err := f.write(context.Background(), &want, allKinds, rows); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for g := range 4 {
			wait.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(g), 9))
				for range 4 {
					noise := randomRows(rng, allKinds, rng.IntN(3000))
					if err := f.write(context.Background(), io.Discard, allKinds, noise); err != nil {
						t.Error(err)
					}
					var got bytes.Buffer
					if err := f.write(context.Background(), &got, allKinds, recode(rows)); err != nil {
						t.Error(err)
					}
					if !bytes.Equal(got.Bytes(), want.Bytes()) {
						t.Errorf("%s: other bytes for the same rows", f.name)
					}
				}
			})
		}
		wait.Wait()
	}
}

var errFull = errors.New("no space left on device")

// fullWriter has room for some bytes and loses its error only if somebody does.
type fullWriter struct{ room int }

func (w *fullWriter) Write(p []byte) (int, error) {
	if len(p) > w.room {
		n := w.room
		w.room = 0
		return n, errFull
	}
	w.room -= len(p)
	return len(p), nil
}

func TestWritersReportFailedWrites(t *testing.T) {
	rows := randomRows(rand.New(rand.NewPCG(4, 4)), allKinds, 200)
	for _, f := range formats {
		var whole bytes.Buffer
		if err := f.write(context.Background(), &whole, allKinds, rows); err != nil {
			t.Fatal(err)
		}
		for room := range whole.Len() {
			if room > 50 && room < whole.Len()-50 && room%97 != 0 {
				continue
			}
			if err := f.write(context.Background(), &fullWriter{room}, allKinds, rows); !errors.Is(err, errFull) {
				t.Fatalf("%s with room for %d of %d bytes: error %v", f.name, room, whole.Len(), err)
			}
		}
	}
}

func TestWritersStopWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	output, rows := pairRows(30_000)
	for _, f := range formats {
		if err := f.write(ctx, io.Discard, output, rows); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", f.name, err)
		}
	}
}

// A value of another kind is an error, and one that does not tell the value.
func TestParquetRefusesOtherKinds(t *testing.T) {
	d := value.NewDict()
	secret := value.OfString(d.CodeOf("secret-value"))
	output := []plan.Output{{Name: "n", Kind: value.Int64}}
	rows := &cells.Rows{Dict: d, N: 2, Columns: [][]value.Value{{value.OfInt64(1), secret}}}
	err := writeParquet(context.Background(), io.Discard, output, rows)
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v, want one without the value", err)
	}
}

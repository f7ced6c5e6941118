package eval

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// compute evaluates a function of Go values, and gives a STRING or BYTES as its text.
func compute(t *testing.T, fn string, args ...any) string {
	t.Helper()
	got, faults := evaluate(t, fnCall(fn, lits(args)...))
	if faults != 0 {
		t.Fatalf("%s%q: %d faults", fn, args, faults)
	}
	if text, err := strconv.Unquote(strings.TrimPrefix(got, "b")); err == nil {
		return text
	}
	return got
}

func randomText(r *rand.Rand, alphabet string, most int) string {
	letters := []rune(alphabet)
	text := make([]rune, r.IntN(most+1))
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
	}
	return string(text)
}

func TestRandomTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(want, fn string, args ...any) {
		t.Helper()
		if got := compute(t, fn, args...); got != want {
			t.Errorf("%s%q = %q, want %q", fn, args, got, want)
		}
	}
	for range 2000 {
		text, part := randomText(r, "ab日é,", 12), randomText(r, "ab日,", 2)
		want := []string{}
		for _, piece := range strings.Split(text, part) {
			want = append(want, strconv.Quote(piece))
		}
		if text == "" {
			want = []string{`""`}
		}
		check("["+strings.Join(want, " ")+"]", "split", text, part)

		position, occurrence := r.IntN(31)-15, r.IntN(4)+1
		if position != 0 {
			check(strconv.Itoa(naiveInstr(text, part, position, occurrence)), "instr", text, part, position, occurrence)
		}
		other := randomText(r, "ab日é,", 6)
		check(strconv.Itoa(naiveDistance([]rune(text), []rune(other))), "edit_distance", text, other)

		raw := []byte(randomText(r, "a\x00\xff日", 9))
		check(base64.StdEncoding.EncodeToString(raw), "to_base64", raw)
		check(string(raw), "from_base64", base64.RawStdEncoding.EncodeToString(raw))
		check(string(raw), "from_hex", strings.ToUpper(hex.EncodeToString(raw)))
		check(string(raw), "from_base32", compute(t, "to_base32", raw))

		distance := r.IntN(80)
		mask := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))), big.NewInt(1))
		n := new(big.Int).SetBytes(raw)
		left := new(big.Int).And(new(big.Int).Lsh(n, uint(distance)), mask)
		check(string(left.FillBytes(make([]byte, len(raw)))), "$bitwise_left_shift", raw, distance)
		check(string(new(big.Int).Rsh(n, uint(distance)).FillBytes(make([]byte, len(raw)))), "$bitwise_right_shift", raw, distance)
	}
}

// naiveInstr lists all places, in characters.
func naiveInstr(text, part string, position, occurrence int) int {
	letters, n := []rune(text), len([]rune(part))
	begins := func(at int) bool { return at+n <= len(letters) && string(letters[at:at+n]) == part }
	at, step := position-1, 1
	if position < 0 {
		at, step = len(letters)+position, -1
		if n == 0 {
			at++
		}
	}
	for ; at >= 0 && at <= len(letters); at += step {
		if begins(at) {
			if occurrence--; occurrence == 0 {
				return at + 1
			}
		}
	}
	return 0
}

func naiveDistance(x, y []rune) int {
	switch {
	case len(x) == 0 || len(y) == 0:
		return len(x) + len(y)
	case x[0] == y[0]:
		return naiveDistance(x[1:], y[1:])
	case len(x)+len(y) > 12: // what is left of long texts: the table of all beginnings
		return editDistance(y, x)
	}
	return 1 + min(naiveDistance(x[1:], y), naiveDistance(x, y[1:]), naiveDistance(x[1:], y[1:]))
}

// TestFormatAsPrintf compares FORMAT with fmt, whose verbs mean the same for these flags.
func TestFormatAsPrintf(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	flags := []string{"", "-", "+", " ", "0", "#", "+0", "-+"}
	for range 5000 {
		format := "%" + flags[r.IntN(len(flags))]
		if r.IntN(2) == 0 {
			format += strconv.Itoa(r.IntN(20) + 1)
		}
		n := int64(r.Uint64()) >> r.IntN(64)
		x := math.Float64frombits(r.Uint64())
		if r.IntN(2) == 0 {
			x = float64(r.IntN(4000)-2000) / 8
		}
		if verb := []string{"d", "x", "X", "o"}[r.IntN(4)]; verb == "d" || !strings.Contains(format, "#") {
			if want, got := fmt.Sprintf(format+verb, n), compute(t, "format", format+verb, n); got != want {
				t.Errorf("FORMAT(%q, %d) = %q, want %q", format+verb, n, got, want)
			}
		}
		if r.IntN(2) == 0 {
			format += "." + strconv.Itoa(r.IntN(20))
		}
		verb := []string{"f", "e", "E"}[r.IntN(3)]
		if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 {
			continue
		}
		if want, got := fmt.Sprintf(format+verb, x), compute(t, "format", format+verb, x); got != want {
			t.Errorf("FORMAT(%q, %v) = %q, want %q", format+verb, x, got, want)
		}
	}
}

// TestJSONAgainstLibrary reads what TO_JSON_STRING writes with encoding/json, and looks for members of random
// documents as a program over its maps and slices would.
func TestJSONAgainstLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var document func(depth int) any
	document = func(depth int) any {
		switch r.IntN(6 + 2*min(depth, 1)) {
		case 0:
			return nil
		case 1:
			return r.IntN(2) == 0
		case 2, 3:
			return json.Number(strconv.Itoa(r.IntN(1000)))
		case 4, 5:
			return randomText(r, "ab\"\\日\u2028\n", 4)
		case 6:
			list := []any{}
			for range r.IntN(4) {
				list = append(list, document(depth-1))
			}
			return list
		}
		object := map[string]any{}
		for range r.IntN(4) {
			object[randomText(r, "abc", 1)] = document(depth - 1)
		}
		return object
	}
	for range 3000 {
		root := document(4)
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(root); err != nil {
			t.Fatal(err)
		}
		at, path := root, "$"
		for range r.IntN(5) {
			key := randomText(r, "abc", 1)
			index := r.IntN(4)
			if list, ok := at.([]any); ok {
				path += fmt.Sprintf("[%d]", index)
				if at = nil; index < len(list) {
					at = list[index]
				}
				continue
			}
			object, _ := at.(map[string]any)
			at, path = object[key], path+fmt.Sprintf(`."%s"`, key)
		}
		wantValue, wantQuery := "NULL", "NULL"
		switch at := at.(type) {
		case bool:
			wantValue = strconv.FormatBool(at)
		case json.Number:
			wantValue = at.String()
		case string:
			wantValue = at
		}
		if at != nil {
			wantQuery = "something"
		}
		if got := compute(t, "json_value", text.String(), path); got != wantValue {
			t.Errorf("JSON_VALUE(%s, %s) = %q, want %q", text.String(), path, got, wantValue)
		}
		got := compute(t, "json_query", text.String(), path)
		if wantQuery != "NULL" {
			var back, want bytes.Buffer
			decoder := json.NewDecoder(strings.NewReader(got))
			decoder.UseNumber()
			var read any
			if err := decoder.Decode(&read); err != nil {
				t.Fatalf("JSON_QUERY(%s, %s) = %q: %v", text.String(), path, got, err)
			}
			_ = json.NewEncoder(&back).Encode(read)
			_ = json.NewEncoder(&want).Encode(at)
			got, wantQuery = back.String(), want.String()
		}
		if got != wantQuery {
			t.Errorf("JSON_QUERY(%s, %s) = %q, want %q", text.String(), path, got, wantQuery)
		}
		s := randomText(r, "ab\"\\日\u2028\n\x01\x7f", 8)
		var back string
		if err := json.Unmarshal([]byte(compute(t, "to_json_string", s)), &back); err != nil || back != s {
			t.Errorf("TO_JSON_STRING(%q) reads back as %q, %v", s, back, err)
		}
	}
}

// TestFingerprintLengths has texts of all the lengths that are mixed in ways of their own; the numbers are of
// FarmHash's implementation in C++.
func TestFingerprintLengths(t *testing.T) {
	alphabet := strings.Repeat("abcdefghijklmnopqrstuvwxyz", 20)
	for n, want := range map[int]int64{
		16: 6080716761534418621, 17: -7052348088954416216, 32: -29633327639612006, 33: 2004761416539416594, 48: -8634321268404017543,
		64: -7184832003244844038, 65: 2608948203458330154, 100: -3110835528467311390, 128: -4385295067663546550, 129: -7269759402498002988, 500: -3459178560697252958,
	} {
		if got := int64(fingerprint64([]byte(alphabet[:n]))); got != want {
			t.Errorf("of %d letters: %d, want %d", n, got, want)
		}
	}
}

// TestErrorsTakenBack has errors at some depth, and those that IFERROR is not for.
func TestErrorsTakenBack(t *testing.T) {
	one, zero := lit(1.0), lit(0.0)
	divide := fnCall("$divide", one, zero)
	for _, c := range []struct {
		e      plan.Expr
		want   string
		faults int64
	}{
		{fnCall("iferror", divide, lit(7.0)), "7.0", 0},
		{fnCall("iferror", fnCall("$add", one, divide), fnCall("$add", divide, divide)), "NULL", 1},
		{fnCall("iserror", fnCall("coalesce", divide, one)), "true", 0},
		{fnCall("iserror", fnCall("safe_divide", one, zero)), "false", 0},
		{fnCall("iserror", fnCall("iferror", divide, one)), "false", 0},
	} {
		if got, faults := evaluate(t, c.e); got != c.want || faults != c.faults {
			t.Errorf("%v: %s with %d faults, want %s with %d", c.e, got, faults, c.want, c.faults)
		}
	}
	b := newBench(lit(strings.Repeat("x", 100)))
	b.frame.text = 50
	got, faults := b.evaluate(t, fnCall("iferror", fnCall("upper", &plan.Ref{Slot: 0, Type: value.String}), lit("y")))
	if got != "NULL" || faults != 1 || b.frame.faults[tooMuchText] != 1 {
		t.Errorf("IFERROR of a text beyond the limit: %s with faults %v", got, b.frame.faults)
	}
}

// TestFewAllocations holds functions of a varying number of arguments to none for each row.
func TestFewAllocations(t *testing.T) {
	b := newBench(lit("some,text"), lit(",e"))
	s := b.compile(t, fnCall("instr", &plan.Ref{Slot: 0, Type: value.String}, &plan.Ref{Slot: 1, Type: value.String}, lit(1)))
	f := b.compile(t, fnCall("format", lit("%5s|%05d|%t"), &plan.Ref{Slot: 1, Type: value.String}, lit(17), lit(true)))
	b.frame.workspace = b.pool.workspace(b.frame.dict)
	for name, fn := range map[string]scalar{"instr": s, "format": f} {
		fn(b.frame)
		if n := testing.AllocsPerRun(100, func() { fn(b.frame) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

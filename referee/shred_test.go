package referee

import (
	"fmt"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// shred fills a record with one report, as package record says, and not by isobar's decoders.
func shred(r *record.Record, s *schema.Schema, needed []bool, rep report) {
	r.Reset()
	shredFields(r, s.Columns, needed, []any{rep})
}

// shredFields fills the vectors of columns for all instances of their parent.
func shredFields(r *record.Record, columns []*schema.Column, needed []bool, parents []any) {
	for _, c := range columns {
		if !needed[c.Index] {
			continue
		}
		vector := &r.Vectors[c.Index]
		var instances []any
		if c.Repeated {
			vector.Off = append(vector.Off, 0)
		}
		for _, parent := range parents {
			var field any
			if fields, ok := parent.(report); ok {
				field = fields[c.Name]
			}
			if !c.Repeated {
				instances = append(instances, field)
				continue
			}
			if elements, ok := field.([]any); ok {
				instances = append(instances, elements...)
			}
			vector.Off = append(vector.Off, int32(len(instances)))
		}
		for i, v := range instances {
			vector.Vals = append(vector.Vals, shredValue(r.Dict, i, v))
		}
		if c.Kind == value.Record {
			shredFields(r, c.Fields, needed, instances)
		}
	}
}

func shredValue(d *value.Dict, instance int, v any) value.Value {
	switch v := v.(type) {
	case nil:
		return value.Value{}
	case bool:
		return value.OfBool(v)
	case int64:
		return value.OfInt64(v)
	case float64:
		return value.OfFloat64(v)
	case string:
		return value.OfString(d.CodeOf(v))
	case []byte:
		return value.OfBytes(d.Code(v))
	case date:
		return value.OfDate(int64(v))
	case timestamp:
		return value.OfTimestamp(int64(v))
	case datetime:
		return value.OfDatetime(int64(v))
	case numeric:
		text, ok := value.ParseNumeric(string(v))
		if !ok {
			panic(fmt.Sprintf("%s is no NUMERIC", v))
		}
		return value.Value{Kind: value.Numeric, Bits: uint64(d.Code(text[:]))}
	case report:
		return value.OfRecord(instance)
	}
	panic(fmt.Sprintf("no value for a %T", v))
}

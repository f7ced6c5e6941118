package parquetread

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// conversion says how the stored values of a leaf become values of a column.
type conversion uint8

const (
	toNothing    conversion = iota // every value is NULL: a leaf without a type, or one read for its levels
	toText                         // STRING: bytes, made valid UTF-8
	toBytes                        // BYTES
	toUUID                         // STRING: 16 bytes, written as 8-4-4-4-12 hexadecimal digits
	toTimeOfText                   // TIMESTAMP by Options.ParseTime
	toBool
	toInt
	toUint32
	toUint64
	toFloat32
	toFloat64
	toFloatOfInt
	toDate
	toMillis
	toMicros
	toNanos
	toDatetimeMillis
	toDatetimeMicros
	toDatetimeNanos
	toNumeric      // of the big-endian bytes of a whole number
	toNumericOfInt // of an integer
)

// isText says whether values become texts of a dictionary.
func (c conversion) isText() bool {
	return c == toText || c == toBytes || c == toUUID || c == toNumeric || c == toNumericOfInt
}

// fromTexts says whether values are stored as bytes.
func (c conversion) fromTexts() bool {
	return c.isText() && c != toNumericOfInt || c == toTimeOfText
}

// annotation is the meaning that a file gives to a physical type, by a logical type or by the converted
// type that came before it.
type annotation uint8

const (
	plainType annotation = iota
	textType             // string, enum, JSON
	bsonType
	uuidType
	dateType
	millisType
	microsType
	nanosType
	signedType
	unsignedType
	decimalType
	otherType // one that no column of a report can have
)

func annotationOf(e *format.SchemaElement) annotation {
	switch t := e.LogicalType.Value.(type) {
	case nil:
	case *format.StringType, *format.EnumType, *format.JsonType:
		return textType
	case *format.BsonType:
		return bsonType
	case *format.UUIDType:
		return uuidType
	case *format.DateType:
		return dateType
	case *format.IntType:
		if t.IsSigned {
			return signedType
		}
		return unsignedType
	case *format.TimestampType:
		switch t.Unit.Value.(type) {
		case *format.MilliSeconds:
			return millisType
		case *format.MicroSeconds:
			return microsType
		case *format.NanoSeconds:
			return nanosType
		}
		return otherType
	case *format.DecimalType:
		return decimalType
	default:
		return otherType
	}
	if !e.ConvertedType.Valid {
		return plainType
	}
	switch e.ConvertedType.V {
	case deprecated.UTF8, deprecated.Enum, deprecated.Json:
		return textType
	case deprecated.Bson:
		return bsonType
	case deprecated.Date:
		return dateType
	case deprecated.TimestampMillis:
		return millisType
	case deprecated.TimestampMicros:
		return microsType
	case deprecated.Int8, deprecated.Int16, deprecated.Int32, deprecated.Int64:
		return signedType
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		return unsignedType
	case deprecated.Decimal:
		return decimalType
	}
	return otherType
}

// isWallClock says whether a file's times are of no time zone.
func isWallClock(e *format.SchemaElement) bool {
	t, ok := e.LogicalType.Value.(*format.TimestampType)
	return ok && !t.IsAdjustedToUTC
}

// decimalOf gives the digits of a DECIMAL, and how many of them are after the point.
func decimalOf(e *format.SchemaElement) (precision, scale int) {
	if t, ok := e.LogicalType.Value.(*format.DecimalType); ok {
		return int(t.Precision), int(t.Scale)
	}
	return int(e.Precision.V), int(e.Scale.V)
}

// describe names the type of a file's column.
func describe(n *node) string {
	if !n.isLeaf() {
		switch {
		case n.isMap():
			return "a map"
		case n.isList():
			return "a list"
		}
		return "a record"
	}
	s := n.element.Type.V.String()
	if t := n.element.LogicalType.Value; t != nil {
		return s + " annotated as " + t.String()
	}
	if n.element.ConvertedType.Valid {
		if c := int(n.element.ConvertedType.V); c >= 0 && c < len(convertedNames) {
			return s + " annotated as " + convertedNames[c]
		}
		return s + " annotated as something unknown"
	}
	return s
}

// convertedNames are the converted types by their numbers in the format.
var convertedNames = [...]string{
	"UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS", "TIME_MICROS",
	"TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64", "INT_8", "INT_16",
	"INT_32", "INT_64", "JSON", "BSON", "INTERVAL",
}

// conversionOf finds how leaf n becomes values of column c, or says why it cannot.
func conversionOf(c *schema.Column, n *node, parseTime bool) (conversion, error) {
	if n.isNull() {
		return toNothing, nil
	}
	physical, a := n.element.Type.V, annotationOf(n.element)
	bytes := physical == format.ByteArray
	fixed := physical == format.FixedLenByteArray
	integer := physical == format.Int32 || physical == format.Int64
	untyped := a == plainType
	switch c.Kind {
	case value.String:
		switch {
		case bytes && (untyped || a == textType):
			return toText, nil
		case fixed && a == uuidType && n.fixedLength() == uuidBytes:
			return toUUID, nil
		}
	case value.Bytes:
		if bytes && (untyped || a == textType || a == bsonType) || fixed && (untyped || a == uuidType) {
			return toBytes, nil
		}
	case value.Int64:
		switch {
		case integer && (untyped || a == signedType):
			return toInt, nil
		case physical == format.Int32 && a == unsignedType:
			return toUint32, nil
		case physical == format.Int64 && a == unsignedType:
			return toUint64, nil
		}
	case value.Float64:
		switch {
		case physical == format.Float && untyped:
			return toFloat32, nil
		case physical == format.Double && untyped:
			return toFloat64, nil
		case integer && (untyped || a == signedType):
			return toFloatOfInt, nil
		}
	case value.Bool:
		if physical == format.Boolean && untyped {
			return toBool, nil
		}
	case value.Date:
		if physical == format.Int32 && a == dateType {
			return toDate, nil
		}
	case value.Timestamp:
		return timeConversion(n, a, parseTime)
	case value.Datetime:
		if how, ok := wallClocks[a]; ok && physical == format.Int64 && isWallClock(n.element) {
			return how, nil
		}
	case value.Numeric:
		precision, scale := decimalOf(n.element)
		switch {
		case a == decimalType && (scale < 0 || scale > value.NumericScale || precision-scale > numericDigits):
			return 0, fmt.Errorf("the schema says NUMERIC, of %d digits before and %d after the point, and the file has DECIMAL(%d,%d)",
				numericDigits, value.NumericScale, precision, scale)
		case integer && (a == decimalType || untyped || a == signedType):
			return toNumericOfInt, nil
		case (bytes || fixed) && a == decimalType:
			return toNumeric, nil
		}
	}
	return 0, fmt.Errorf("the schema says %v and the file has %s", c.Kind, describe(n))
}

// numericDigits is how many digits a NUMERIC has before the point.
const numericDigits = 29

var wallClocks = map[annotation]conversion{millisType: toDatetimeMillis, microsType: toDatetimeMicros, nanosType: toDatetimeNanos}

func timeConversion(n *node, a annotation, parseTime bool) (conversion, error) {
	switch n.element.Type.V {
	case format.Int96:
		if a == plainType {
			return toMicros, nil
		}
	case format.Int64:
		switch a {
		case millisType:
			return toMillis, nil
		case microsType:
			return toMicros, nil
		case nanosType:
			return toNanos, nil
		case plainType, signedType:
			return 0, errors.New("the schema says TIMESTAMP and the file has integers without a unit of time")
		}
	case format.ByteArray:
		if a == plainType || a == textType {
			if !parseTime {
				return 0, errors.New("the file has times written as text, and the caller no parser for them")
			}
			return toTimeOfText, nil
		}
	}
	return 0, fmt.Errorf("the schema says %v and the file has %s", value.Timestamp, describe(n))
}

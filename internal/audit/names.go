package audit

import (
	"cmp"
	"slices"
	"strings"
)

// Numbers that stand for names within one dictionary.
type (
	attrID  int32 // an attribute, such as modules.slug
	itemID  int32 // an attribute with a value, such as modules.slug = puppetlabs-apt
	whereID int32 // a set of conditions
)

// attribute is what the key columns of tables have values of.
type attribute struct {
	name string
	// root is the array, or the column, that the attribute is in: "modules" of "modules.slug". Two
	// attributes of one array may be of one element.
	root string
	// derived is an attribute that only one table has, because its query computes it.
	derived bool
	// text is a STRING, before which the CSV files may have a quote.
	text bool
}

// item is a value of an attribute, as the CSV files write it.
type item struct {
	attr attrID
	null bool
	text string
}

// dictionary numbers what the releases of one dataset name. All weeks share it, so that a number means
// the same in each.
type dictionary struct {
	attrs      []attribute
	attrByName map[string]attrID
	items      []item
	byText     []map[string]itemID // by attribute
	nulls      []itemID            // by attribute; none if NULL was not seen
	wheres     [][]string          // sorted, without repetition
	byWhere    map[string]whereID
}

const none = -1

func newDictionary() *dictionary {
	d := &dictionary{attrByName: map[string]attrID{}, byWhere: map[string]whereID{}}
	d.whereOf(nil)
	return d
}

// everyone is the number of the empty set of conditions.
const everyone whereID = 0

// whereOf numbers a set of conditions.
func (d *dictionary) whereOf(conditions []string) whereID {
	sorted := slices.Clone(conditions)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	key := strings.Join(sorted, "\x00")
	id, ok := d.byWhere[key]
	if !ok {
		id = whereID(len(d.wheres))
		d.wheres = append(d.wheres, sorted)
		d.byWhere[key] = id
	}
	return id
}

// within says that all conditions of outer are among those of inner: what is counted under inner is
// counted under outer too.
func (d *dictionary) within(inner, outer whereID) bool {
	if inner == outer || outer == everyone {
		return true
	}
	for _, c := range d.wheres[outer] {
		if _, ok := slices.BinarySearch(d.wheres[inner], c); !ok {
			return false
		}
	}
	return true
}

// attrOf numbers the attribute of a key column. A column without one gets one that no other table has.
func (d *dictionary) attrOf(table string, column key) attrID {
	name, derived := column.attribute, false
	if name == "" {
		name, derived = table+":"+column.name, true
	}
	id, ok := d.attrByName[name]
	if !ok {
		id = attrID(len(d.attrs))
		root, _, _ := strings.Cut(name, ".")
		d.attrs = append(d.attrs, attribute{name: name, root: root, derived: derived, text: column.text})
		d.attrByName[name] = id
		d.byText = append(d.byText, map[string]itemID{})
		d.nulls = append(d.nulls, none)
	}
	return id
}

// itemOf numbers a value of an attribute. text is not kept.
func (d *dictionary) itemOf(attr attrID, text []byte, null bool) itemID {
	if null {
		if d.nulls[attr] == none {
			d.nulls[attr] = d.add(item{attr: attr, null: true})
		}
		return d.nulls[attr]
	}
	id, ok := d.byText[attr][string(text)]
	if !ok {
		id = d.add(item{attr: attr, text: string(text)})
		d.byText[attr][d.items[id].text] = id
	}
	return id
}

func (d *dictionary) add(i item) itemID {
	d.items = append(d.items, i)
	return itemID(len(d.items) - 1)
}

// attributeOf is an item as findings have it.
func (d *dictionary) attributeOf(id itemID) Attribute {
	i := d.items[id]
	a := Attribute{Name: d.attrs[i.attr].name, Value: i.text, Null: i.null}
	if d.attrs[i.attr].text && quotedFormula(i.text) {
		a.Value = i.text[1:]
	}
	return a
}

// quotedFormula says that a text has the quote in front that keeps spreadsheets from running it. A text
// that has always had that quote looks the same.
func quotedFormula(text string) bool {
	return len(text) > 1 && text[0] == '\'' && strings.IndexByte("=+-@\t\r", text[1]) >= 0
}

// ambiguous says that two different texts may be written like this one: behind a formula's quote, or
// with invalid bytes replaced.
func (d *dictionary) ambiguous(id itemID) bool {
	i := d.items[id]
	return d.attrs[i.attr].text && (quotedFormula(i.text) || strings.ContainsRune(i.text, '\uFFFD'))
}

// inFrame orders items as families have them: by attribute.
func (d *dictionary) inFrame(a, b itemID) int {
	return cmp.Or(cmp.Compare(d.items[a].attr, d.items[b].attr), cmp.Compare(a, b))
}

package report

// BeyondLevel rejects a report that carries what its owner did not agree to send.
const BeyondLevel Reason = "beyond its level"

// coreos is Fedora CoreOS: plain reports with a level of consent, minimal or full.
var coreos = decoder{name: "coreos", reshape: checkLevel}

// checkLevel hands the report on as it is, unless it carries what only the level full may. A level that
// nobody knows consents to no more than minimal does.
func checkLevel(r *reshaper) Reason {
	full, carries := false, false
	r.members(func(name []byte) {
		switch string(name) {
		case "level":
			text, ok := r.string()
			full = ok && string(text) == "full"
		case "hardware", "container_runtimes", "network":
			carries = string(r.raw()) != "null" || carries
		default:
			r.skip()
		}
	})
	r.write(r.b)
	if carries && !full {
		return BeyondLevel
	}
	return ""
}

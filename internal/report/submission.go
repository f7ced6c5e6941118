package report

// latest is the latest of a submission's timestamps.
type latest struct {
	seen   bool // there is one, readable or not
	read   bool // there is a readable one
	micros int64
}

func (l *latest) add(text []byte, isText bool) {
	l.seen = true
	if t, ok := parseTimestamp(text); isText && ok && (!l.read || t > l.micros) {
		l.read, l.micros = true, t
	}
}

// submission reads the value here as that of the decoder's submission member, and each column in it,
// nil for one that the schema lacks, by calling column at its value.
func (s *shredder) submission(column func(n *node)) {
	s.members(func(name []byte) {
		if string(name) != snapshotsMember {
			s.skip()
			return
		}
		s.members(func(name []byte) {
			n := s.root.find(name)
			if n == nil {
				s.unknown.add(name)
			}
			s.members(func(name []byte) {
				switch string(name) {
				case valueMember:
					column(n)
				case timestampMember:
					s.snapshotTime()
				default:
					s.skip()
				}
			})
		})
	})
}

// snapshotTime reads the value here as the timestamp of a snapshot.
func (s *shredder) snapshotTime() {
	switch s.peek() {
	case 'n':
		s.skip()
	case '"':
		s.latest.add(s.unescape(s.text()), true)
	default:
		s.skip()
		s.latest.add(nil, false)
	}
}

// members calls visit at the value of each member of the object here; null has none.
func (s *shredder) members(visit func(name []byte)) {
	switch s.peek() {
	case '{':
		s.i++
		for s.more('}') {
			visit(s.memberName())
		}
	case 'n':
		s.skip()
	default:
		s.fail()
	}
}

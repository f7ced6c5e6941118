package publish

import "isobar/internal/storage"

// The parts of Local that tests replace.

func (l *Local) SetExchange(f func(a, b string) error)     { l.exchange = f }
func (l *Local) SetLink(f func(from, to string) error)     { l.link = f }
func (l *Local) SetStore(f func(dir string) storage.Store) { l.store = f }

var Exchange = exchange

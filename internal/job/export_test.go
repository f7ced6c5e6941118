package job

// Apart is for tests, which check one rule without a run.
func (o *Options) Apart() error { return o.apart() }

// Package importtest has only tests: they hold the source tree to its layout. Imports go one way
// (layers_test.go lists who may import whom), each foreign module has its owners, every package says
// what it is, files stay short enough to be read.
//
// The tests parse the import clauses of all files, also of those that this platform does not build.
package importtest

//go:build unix

package secret

import (
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// lent says whether a file is root's, who lets a group of this process read it.
func lent(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	groups, err := os.Getgroups()
	return err == nil && lentTo(info.Mode(), s.Uid, s.Gid, os.Geteuid(), append(groups, os.Getegid()))
}

// lentTo is lent of a file of owner and group, for a process of a user and groups. Root itself needs no group to read
// its own files.
func lentTo(mode fs.FileMode, owner, group uint32, user int, groups []int) bool {
	return mode.Perm()&0o037 == 0 && owner == 0 && user != 0 && slices.Contains(groups, int(group))
}

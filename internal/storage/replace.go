package storage

import (
	"errors"
	"os"
	"path/filepath"
)

// ReplaceFile gives a local file that exists other contents in one step, and keeps its mode. Of a link it
// replaces the target. The temporary file's name begins with a dot, so that no pattern for files finds it.
func ReplaceFile(file string, data []byte) (err error) {
	if file, err = filepath.EvalSymlinks(file); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".isobar-tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}

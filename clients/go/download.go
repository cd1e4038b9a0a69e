package octaspace

import (
	"context"
	"io"
	"os"
	"path/filepath"
)

// download writes the answer of an operation into a file, which has its name only when it is whole and on the disk.
func download(ctx context.Context, c *Client, described *operation, given values, path string) (err error) {
	made, err := prepare(described, given)
	if err != nil {
		return err
	}
	made.result = bytesType
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*.part")
	if err != nil {
		return err
	}
	defer func() {
		part.Close()
		if err != nil {
			os.Remove(part.Name())
		}
	}()
	restart := func() io.Writer { // an attempt before this one may have broken off
		part.Truncate(0)
		part.Seek(0, io.SeekStart)
		return part
	}
	if _, err = c.send(ctx, made, nil, restart); err != nil {
		return err
	}
	if err = part.Sync(); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

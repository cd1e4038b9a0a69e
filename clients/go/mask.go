package octaspace

import (
	"encoding/json"
	"net/url"
	"sort"
	"strings"
)

const minMasked = 8 // characters; a shorter key is found in any text, and keeps nothing secret

// keyMask replaces the API key in what a server says: some echo the headers that they do not like.
type keyMask struct{ spellings []string }

func newKeyMask(key string) keyMask {
	if len(key) < minMasked {
		return keyMask{}
	}
	quoted, _ := json.Marshal(key)
	escaped := string(quoted[1 : len(quoted)-1])
	found := []string{key, escaped, strings.ReplaceAll(escaped, "/", `\/`), url.QueryEscape(key)}
	sort.Slice(found, func(i, j int) bool { return len(found[i]) > len(found[j]) })
	return keyMask{found}
}

func (m keyMask) text(said string) string {
	for _, spelling := range m.spellings {
		said = strings.ReplaceAll(said, spelling, "***")
	}
	return said
}

func (m keyMask) bytes(body []byte) []byte { return []byte(m.text(string(body))) }

// GoString keeps the key out of %#v.
func (m keyMask) GoString() string { return "keyMask{***}" }

// String keeps the key out of %v.
func (m keyMask) String() string { return "***" }

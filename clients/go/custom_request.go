package octaspace

import (
	"context"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"strings"
)

// CustomRequest is a request that the description does not have yet.
type CustomRequest struct {
	Method string
	Path   string // percent-encoded, without a query
	Params url.Values
	JSON   any
	// Idempotent tells whether it may be sent twice; by default as its method says, unless the description says that it acts.
	Idempotent *bool
}

var (
	methodText = regexp.MustCompile(`^[A-Za-z]+$`)
	pathText   = regexp.MustCompile(`^/[!-~]*$`)
)

// Request sends a request that the description does not have yet, and returns the JSON of the answer, with numbers as
// json.Number.
func (c *Client) Request(ctx context.Context, custom CustomRequest) (any, error) {
	switch {
	case !methodText.MatchString(custom.Method):
		return nil, refusal("the method must be an HTTP method, not '%s'", custom.Method)
	case !pathText.MatchString(custom.Path) || strings.HasPrefix(custom.Path, "//") || strings.ContainsAny(custom.Path, `?#\`):
		return nil, refusal("the path must begin with one slash, be percent-encoded, and have no query (use Params)")
	}
	for _, part := range strings.Split(custom.Path, "/") {
		if dots := strings.ReplaceAll(strings.ToLower(part), "%2e", "."); dots == "." || dots == ".." {
			return nil, refusal("the path must not have segments of dots")
		}
	}
	method := strings.ToUpper(custom.Method)
	idempotent := strings.Contains(" GET HEAD OPTIONS PUT DELETE ", " "+method+" ") && !acts(method, custom.Path)
	if custom.Idempotent != nil {
		idempotent = *custom.Idempotent
	}
	made := &request{
		operation: method + " " + custom.Path, method: method, target: custom.Path, idempotent: idempotent,
		result: reflect.TypeOf((*any)(nil)).Elem(),
	}
	if !idempotent {
		made.hint = defaultHint
	}
	if len(custom.Params) > 0 {
		made.target += "?" + strings.ReplaceAll(custom.Params.Encode(), "+", "%20")
	}
	var err error
	if custom.JSON != nil {
		if made.body, err = encode(made.operation, custom.JSON); err != nil {
			return nil, err
		}
	}
	answer, err := c.send(ctx, made, nil, nil)
	if err != nil {
		return nil, err
	}
	found, err := c.decode(made, answer)
	if err != nil {
		return nil, err
	}
	return found.Interface(), nil
}

// acts tells whether a request acts by the description, although its method says that it may be sent twice. Paths are
// compared as proxies may read them: decoded before or after they are split, with any number of slashes, in any case.
func acts(method, given string) bool {
	if method == "HEAD" {
		method = "GET"
	}
	var parts []string
	for _, part := range split(given) {
		parts = append(parts, unescaped(part))
	}
	for _, each := range acting {
		if each[0] == method && (fits(split(each[1]), split(unescaped(given))) || fits(split(each[1]), parts)) {
			return true
		}
	}
	return false
}

func fits(template, segments []string) bool {
	if len(template) != len(segments) {
		return false
	}
	for i, part := range template {
		if !strings.HasPrefix(part, "{") && !strings.EqualFold(part, segments[i]) {
			return false
		}
	}
	return true
}

func split(given string) []string {
	return strings.FieldsFunc(path.Clean("/"+given), func(r rune) bool { return r == '/' })
}

// unescaped returns a path without percent-encoding; some proxies decode it more than once.
func unescaped(given string) string {
	for {
		found, err := url.PathUnescape(given)
		if err != nil || found == given {
			return given
		}
		given = found
	}
}

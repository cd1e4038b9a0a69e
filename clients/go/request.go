package octaspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/url"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// check is what an argument may be.
type check struct {
	Kind                           string
	Of                             *check
	Alternatives                   []check
	Minimum, Maximum, Above, Below *float64
	MinLength, MaxLength           *int
	MinItems, MaxItems             *int
	Pattern, Expected              string
	Words                          []any
}

// argument is one argument of an operation.
type argument struct {
	Name, Wire string
	In         string
	Check      check
	Required   bool
	Style      string
	AlwaysSent bool // whether the key is in the body also when the caller leaves the argument out, with this default
	Default    any
	Needed     bool // whether a body that is sent must have the key
}

// condition is a key of the body that is required when another key has a certain value.
type condition struct {
	Key      string
	Value    any
	Required string
}

// operation is what the description says of an operation.
type operation struct {
	ID, Method, Path string
	Arguments        []argument
	Idempotent       bool
	NeedsKey         bool
	Hint             string
	Body             string
	BodyRequired     bool
	Constants        map[string]any
	Conditions       []condition
	Adapter          string // the name of the response adapter
	Service          string // what the listing of sessions calls the service of the session that it starts
}

// values are the arguments of a call by their names; those that the caller left out are not there.
type values map[string]any

// request is checked and ready to be sent.
type request struct {
	operation  string
	method     string
	target     string // path and query
	headers    [][2]string
	body       []byte // nil for none
	idempotent bool
	needsKey   bool
	hint       string
	adapter    adapter      // nil when the type of the result says all
	result     reflect.Type // nil when the answer is not looked at
}

var pathParameter = regexp.MustCompile(`{([^}]+)}`)

// prepare returns the request of an operation.
func prepare(described *operation, given values) (*request, error) {
	for _, each := range described.Arguments {
		value, ok := given[each.Name]
		if !ok {
			if each.Required {
				return nil, refusal("%s is required", each.Name)
			}
			continue
		}
		if err := each.Check.refuse(each.Name, value); err != nil {
			return nil, err
		}
	}
	adapted, ok := adapters[described.Adapter]
	if !ok && described.Adapter != "" {
		return nil, &ConfigurationError{"this client has no response adapter " + described.Adapter}
	}
	found := &request{
		operation: described.ID, method: described.Method, idempotent: described.Idempotent,
		needsKey: described.NeedsKey, hint: described.Hint, adapter: adapted,
	}
	var problem error
	found.target = pathParameter.ReplaceAllStringFunc(described.Path, func(parameter string) string {
		for _, each := range described.Arguments {
			if each.In == "path" && "{"+each.Wire+"}" == parameter {
				text, err := segment(each.Name, given[each.Name])
				if err != nil {
					problem = err
				}
				return text
			}
		}
		return parameter
	})
	if problem != nil {
		return nil, problem
	}
	query, err := queryOf(described, given)
	if err != nil {
		return nil, err
	}
	if len(query) > 0 {
		found.target += "?" + strings.Join(query, "&")
	}
	for _, each := range described.Arguments {
		if value, ok := given[each.Name]; ok && each.In == "header" {
			found.headers = append(found.headers, [2]string{each.Wire, fmt.Sprint(value)})
		}
	}
	body, err := bodyOf(described, given)
	if err != nil || body == nil {
		return found, err
	}
	found.body, err = encode(described.ID, body)
	return found, err
}

func bodyOf(described *operation, given values) (any, error) {
	if described.Body == "" {
		return nil, nil
	}
	body, isGiven := map[string]any{}, described.BodyRequired
	for key, value := range described.Constants {
		body[key] = value
	}
	for _, each := range described.Arguments {
		value, ok := given[each.Name]
		switch {
		case each.In == "whole-body":
			if !ok {
				return nil, nil
			}
			return value, nil
		case each.In == "body" && ok:
			body[each.Wire], isGiven = value, true
		case each.In == "body" && each.AlwaysSent:
			body[each.Wire] = each.Default
		}
	}
	for _, each := range described.Arguments {
		if extra, ok := given[each.Name].(map[string]any); ok && each.In == "extra" {
			isGiven = true
			for key, value := range extra {
				body[key] = value
			}
		}
	}
	if !isGiven {
		return nil, nil
	}
	for _, each := range described.Arguments {
		if _, ok := body[each.Wire]; each.Needed && !ok {
			return nil, refusal("%s is required when a body is sent", each.Name)
		}
	}
	for _, each := range described.Conditions {
		if value := body[each.Required]; body[each.Key] == each.Value && (value == nil || value == "") {
			return nil, refusal("%s is required when %s is %v", each.Required, each.Key, each.Value)
		}
	}
	if described.Body == "item" {
		return []any{body}, nil
	}
	return body, nil
}

func encode(operation string, body any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, refusal("%s: the request body cannot be JSON: %v", operation, err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

func queryOf(described *operation, given values) ([]string, error) {
	var pairs []string
	add := func(key string, value any) error {
		items := []any{value}
		if list := reflect.ValueOf(value); value != nil && list.Kind() == reflect.Slice {
			items = items[:0]
			for i := 0; i < list.Len(); i++ {
				items = append(items, list.Index(i).Interface())
			}
		}
		for _, item := range items {
			if item == nil {
				continue
			}
			text, err := textOf(key, item)
			if err != nil {
				return err
			}
			pairs = append(pairs, escape(key)+"="+escape(text))
		}
		return nil
	}
	addAll := func(value any, name func(key string) string) error {
		object := reflect.ValueOf(value)
		keys := object.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
		for _, key := range keys {
			if err := add(name(key.String()), object.MapIndex(key).Interface()); err != nil {
				return err
			}
		}
		return nil
	}
	separators := map[string]string{"comma": ",", "space": " ", "pipe": "|"}
	for _, each := range described.Arguments {
		value, ok := given[each.Name]
		if !ok || (each.In != "query" && each.In != "open-query") {
			continue
		}
		wire := each.Wire
		var err error
		switch separator, isJoined := separators[each.Style]; {
		case each.In == "open-query":
			err = addAll(value, func(key string) string { return key })
		case each.Style == "brackets":
			err = addAll(value, func(key string) string { return wire + "[" + key + "]" })
		case isJoined && reflect.ValueOf(value).Kind() == reflect.Slice:
			err = add(wire, strings.ReplaceAll(strings.Trim(fmt.Sprint(value), "[]"), " ", separator))
		default:
			err = add(wire, value)
		}
		if err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

// segment returns a path parameter as one segment of a path that cannot reach into another.
func segment(name string, value any) (string, error) {
	text, err := textOf(name, value)
	if err != nil {
		return "", err
	}
	if text == "" || text == "." || text == ".." {
		return "", refusal("%s must be usable as one segment of a path, not '%s'", name, text)
	}
	return escape(text), nil
}

func textOf(name string, value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, (&check{Kind: "text"}).refuse(name, value)
	case bool:
		return strconv.FormatBool(value), nil
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), (&check{Kind: "number"}).refuse(name, value)
	}
	if _, ok := number(value); ok {
		return fmt.Sprint(value), nil
	}
	return "", refusal("%s must be text, a number or a boolean, not %s", name, shown(value))
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func refusal(format string, parts ...any) error {
	return &ArgumentError{printable(fmt.Sprintf(format, parts...))}
}

// refuse returns an ArgumentError for a value that an argument may not have.
func (c *check) refuse(name string, value any) error {
	switch c.Kind {
	case "integer", "number":
		found, ok := number(value)
		_, isFloat := value.(float64)
		if !ok || math.IsInf(found, 0) || math.IsNaN(found) || (c.Kind == "integer" && isFloat) {
			return refusal("%s must be %s, not %s", name, map[string]string{"integer": "an integer", "number": "a finite number"}[c.Kind], shown(value))
		}
		return c.within(name, found)
	case "boolean":
		if _, ok := value.(bool); !ok {
			return refusal("%s must be true or false, not %s", name, shown(value))
		}
	case "text":
		text, ok := value.(string)
		if !ok {
			return refusal("%s must be text, not %s", name, shown(value))
		}
		return c.refuseText(name, text)
	case "list":
		list := reflect.ValueOf(value)
		if list.Kind() != reflect.Slice {
			return refusal("%s must be a list, not %s", name, shown(value))
		}
		if (c.MinItems != nil && list.Len() < *c.MinItems) || (c.MaxItems != nil && list.Len() > *c.MaxItems) {
			return refusal("%s has %d items, too few or too many", name, list.Len())
		}
		for i := 0; i < list.Len(); i++ {
			if err := c.Of.refuse(fmt.Sprintf("%s[%d]", name, i), list.Index(i).Interface()); err != nil {
				return err
			}
		}
	case "map":
		object := reflect.ValueOf(value)
		if object.Kind() != reflect.Map {
			return refusal("%s must be a map, not %s", name, shown(value))
		}
		for _, key := range object.MapKeys() {
			if err := (&check{Kind: "text"}).refuse("each key of "+name, key.String()); err != nil {
				return err
			}
			if err := c.Of.refuse(fmt.Sprintf("%s['%s']", name, key.String()), object.MapIndex(key).Interface()); err != nil {
				return err
			}
		}
	case "nullable":
		if value != nil {
			return c.Of.refuse(name, value)
		}
	case "any-of":
		var problems []string
		for i := range c.Alternatives {
			err := c.Alternatives[i].refuse(name, value)
			if err == nil {
				return nil
			}
			problems = append(problems, err.Error())
		}
		return refusal("%s", strings.Join(problems, " or "))
	}
	return nil
}

func (c *check) refuseText(name, text string) error {
	length, minimum, maximum := utf8.RuneCountInString(text), 0, math.MaxInt
	if c.MinLength != nil {
		minimum = *c.MinLength
	}
	if c.MaxLength != nil {
		maximum = *c.MaxLength
	}
	switch {
	case c.Expected != "" && (strings.TrimSpace(text) != text || length < minimum || length > maximum):
		return refusal("%s must be %s, not %d characters", name, c.Expected, length)
	case minimum > 0 && strings.TrimSpace(text) == "":
		return refusal("%s must not be empty", name)
	case length < minimum:
		return refusal("%s must have at least %d characters, not %d", name, minimum, length)
	case length > maximum:
		return refusal("%s must have at most %d characters, not %d", name, maximum, length)
	case c.Pattern != "" && !regexp.MustCompile(c.Pattern).MatchString(text):
		return refusal("%s must match %s", name, c.Pattern)
	case len(c.Words) > 0 && !contains(c.Words, text):
		return refusal("%s must be one of %v", name, c.Words)
	case !utf8.ValidString(text):
		return refusal("%s must be text in UTF-8", name)
	}
	return nil
}

func (c *check) within(name string, value float64) error {
	switch {
	case c.Above != nil && !(value > *c.Above):
		return refusal("%s must be above %g, not %g", name, *c.Above, value)
	case c.Below != nil && !(value < *c.Below):
		return refusal("%s must be below %g, not %g", name, *c.Below, value)
	case c.Minimum != nil && !(value >= *c.Minimum):
		return refusal("%s must be at least %g, not %g", name, *c.Minimum, value)
	case c.Maximum != nil && !(value <= *c.Maximum):
		return refusal("%s must be at most %g, not %g", name, *c.Maximum, value)
	case len(c.Words) > 0 && !contains(c.Words, value):
		return refusal("%s must be one of %v", name, c.Words)
	}
	return nil
}

func contains(words []any, value any) bool {
	for _, word := range words {
		if found, ok := number(word); word == value || (ok && found == value) {
			return true
		}
	}
	return false
}

func number(value any) (float64, bool) {
	switch found := reflect.ValueOf(value); found.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return float64(found.Int()), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return float64(found.Uint()), true
	case reflect.Float32, reflect.Float64:
		return found.Float(), true
	}
	if found, ok := value.(*big.Int); ok {
		text, _ := new(big.Float).SetInt(found).Float64()
		return text, true
	}
	return 0, false
}

// shown returns a number as it is, and of anything else only the kind: a value may be a secret.
func shown(value any) string {
	if _, ok := number(value); ok || value == nil {
		return fmt.Sprint(value)
	}
	return fmt.Sprintf("a %T", value)
}

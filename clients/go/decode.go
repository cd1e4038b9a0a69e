package octaspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Drift is a field of an answer that differs from the description.
type Drift struct {
	Operation string // the operation's id, such as sessions.list
	Path      string // the field's path, such as [].prices.base_usd
	Expected  string
	Got       string // the JSON type of the value; "missing" for a required field that was left out
	Sample    string // the value, shortened; *** where it may be a secret
}

const (
	maxContainers = 500_000 // arrays and objects, which take a multiple of the JSON in memory
	maxDepth      = 512
)

// parse returns the values of JSON; numbers are json.Number, which rounds nothing.
func parse(body []byte) (any, error) {
	depth, containers, inText := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			inText = !inText
		case inText && c == '\\':
			i++
		case inText:
		case c == '[' || c == '{':
			depth, containers = depth+1, containers+1
			if depth > maxDepth {
				return nil, errors.New("nested too deeply")
			}
			if containers > maxContainers {
				return nil, fmt.Errorf("it has more than %d arrays and objects", maxContainers)
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var found any
	if err := decoder.Decode(&found); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON")
	}
	return found, nil
}

// wrongKindError says that the top level of an answer is of another kind than described.
type wrongKindError struct{ message string }

func (e *wrongKindError) Error() string { return e.message }

// missing is the value of a required field that was left out.
type missing struct{}

// decoder turns a parsed answer into a typed value, whatever became of one of its fields. A value that cannot be of its
// type leaves the zero value, is kept in Undescribed as it came, and is reported. Other forms of one value are no drift:
// text that holds the number, boolean, array or object, a whole number with a decimal point or exponent, 0 and 1 for a
// boolean, one text for a list of texts, and empty text for a value that may be null.
type decoder struct {
	report func(path, expected string, value any, secret bool)
	seen   map[string]bool
}

var (
	bigType     = reflect.TypeOf((*big.Int)(nil))
	decimalType = reflect.TypeOf((*Decimal)(nil))
)

func decode(t reflect.Type, parsed any, report func(path, expected string, value any, secret bool)) (reflect.Value, error) {
	d := &decoder{report: report, seen: map[string]bool{}}
	found, ok := d.convert(t, "", parsed, "", false)
	if !ok {
		return found, &wrongKindError{fmt.Sprintf("the answer should be %s, but is %s", named(t, ""), jsonType(parsed))}
	}
	return found, nil
}

// field converts the value of a field or an item, and reports one that does not fit.
func (d *decoder) field(t reflect.Type, union string, value any, path string, secret bool) (reflect.Value, bool) {
	found, ok := d.convert(t, union, value, path, secret)
	if ok {
		return found, true
	}
	if !d.seen[path] {
		d.seen[path] = true
		d.report(path, named(t, union), value, secret || holdsSecret(t))
	}
	return reflect.Zero(t), false
}

func (d *decoder) convert(t reflect.Type, union string, value any, path string, secret bool) (reflect.Value, bool) {
	if _, ok := value.(missing); ok {
		return reflect.Zero(t), false
	}
	if union != "" {
		return d.union(t, union, value, path, secret)
	}
	switch t {
	case bigType:
		found, ok := whole(value)
		return reflect.ValueOf(found), ok
	case decimalType:
		found, ok := ParseDecimal(numeral(value))
		return reflect.ValueOf(found), ok
	}
	switch t.Kind() {
	case reflect.Interface:
		return reflect.ValueOf(&value).Elem(), true
	case reflect.Ptr:
		found, ok := d.convert(t.Elem(), "", value, path, secret)
		if !ok {
			return reflect.Zero(t), false
		}
		made := reflect.New(t.Elem())
		made.Elem().Set(found)
		return made, true
	case reflect.Int, reflect.Int64:
		found, ok := whole(value)
		if !ok || !found.IsInt64() {
			return reflect.Zero(t), false
		}
		return reflect.ValueOf(found.Int64()).Convert(t), true
	case reflect.Float64:
		found, err := strconv.ParseFloat(strings.TrimSpace(numeral(value)), 64)
		return reflect.ValueOf(found), err == nil
	case reflect.Bool:
		return boolean(value)
	case reflect.String:
		found, ok := value.(string)
		return reflect.ValueOf(found).Convert(t), ok
	case reflect.Slice:
		return d.list(t, value, path, secret)
	case reflect.Map:
		object, ok := objectIn(value)
		if !ok {
			return reflect.Zero(t), false
		}
		made, below := reflect.MakeMap(t), joined(path, "*")
		for key, item := range object {
			found, _ := d.field(t.Elem(), "", item, below, secret)
			made.SetMapIndex(reflect.ValueOf(key), found)
		}
		return made, true
	}
	return d.model(t, value, path, secret)
}

func (d *decoder) list(t reflect.Type, value any, path string, secret bool) (reflect.Value, bool) {
	items, ok := unquoted(value, "[").([]any)
	if !ok {
		text, isText := value.(string)
		if !isText || text == "" || t.Elem().Kind() != reflect.String {
			return reflect.Zero(t), false
		}
		items = []any{text}
	}
	made := reflect.MakeSlice(t, 0, len(items))
	for _, item := range items {
		found, _ := d.field(t.Elem(), "", item, path+"[]", secret)
		made = reflect.Append(made, found)
	}
	return made, true
}

func (d *decoder) model(t reflect.Type, value any, path string, secret bool) (reflect.Value, bool) {
	object, ok := objectIn(value)
	if !ok {
		return reflect.Zero(t), false
	}
	made, known, kept := reflect.New(t).Elem(), map[string]bool{}, map[string]any{}
	for i := 0; i < t.NumField(); i++ {
		field := fieldOf(t.Field(i))
		if field.wire == "" {
			continue
		}
		name := field.wire
		known[name] = true
		for _, alias := range field.aliases {
			known[alias] = true
			if isEmpty(object[name]) && !isEmpty(object[alias]) {
				name = alias
			}
		}
		item, ok := object[name]
		switch {
		case !ok && !field.required:
			continue
		case !ok:
			item = missing{}
		case field.nullable && (item == nil || item == "" && !takesText(t.Field(i).Type, field.union)):
			continue
		}
		found, fits := d.field(t.Field(i).Type, field.union, item, joined(path, field.wire), secret || field.secret)
		made.Field(i).Set(found)
		if !fits && ok {
			kept[field.wire] = item
		}
	}
	for key, item := range object {
		if !known[key] {
			kept[key] = item
		}
	}
	if len(kept) > 0 {
		made.FieldByName("Undescribed").Set(reflect.ValueOf(kept))
	}
	return made, true
}

// union converts a value to the first member that it fits; text stays text.
func (d *decoder) union(t reflect.Type, union string, value any, path string, secret bool) (reflect.Value, bool) {
	members := strings.Split(union, "|")
	_, isText := value.(string)
	for _, member := range members {
		if member == "text" && isText {
			return reflect.ValueOf(&value).Elem(), true
		}
	}
	for _, member := range members {
		found, ok := d.convert(memberType(member), "", value, path, secret)
		if ok {
			plain := found.Interface()
			return reflect.ValueOf(&plain).Elem(), true
		}
	}
	return reflect.Zero(t), false
}

func memberType(member string) reflect.Type {
	if item := strings.TrimPrefix(member, "list of "); item != member {
		return reflect.SliceOf(memberType(item))
	}
	if found, ok := modelTypes[member]; ok {
		return found
	}
	return map[string]reflect.Type{
		"text": reflect.TypeOf(""), "integer": reflect.TypeOf(int64(0)), "number": reflect.TypeOf(0.0),
		"boolean": reflect.TypeOf(false), "any": reflect.TypeOf((*any)(nil)).Elem(), "decimal": decimalType,
	}[member]
}

// attribute is what the tags of a field say.
type attribute struct {
	wire                       string
	aliases                    []string
	required, nullable, secret bool
	union                      string
}

func fieldOf(field reflect.StructField) attribute {
	found := attribute{wire: strings.Split(field.Tag.Get("json"), ",")[0]}
	if found.wire == "-" {
		found.wire = ""
	}
	for _, part := range strings.Split(field.Tag.Get("octa"), ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "required":
			found.required = true
		case "nullable":
			found.nullable = true
		case "secret":
			found.secret = true
		case "aliases":
			found.aliases = strings.Split(value, ",")
		case "union":
			found.union = value
		}
	}
	return found
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func takesText(t reflect.Type, union string) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Ptr && t.Elem().Kind() == reflect.String || strings.Contains(union, "text")
}

func isEmpty(value any) bool { return value == nil || value == "" }

// numeral returns the digits of a number, or the text that may hold one.
func numeral(value any) string {
	switch value := value.(type) {
	case json.Number:
		return value.String()
	case string:
		return value
	}
	return ""
}

func whole(value any) (*big.Int, bool) {
	found, ok := ParseDecimal(numeral(value))
	if !ok {
		return nil, false
	}
	return found.integer()
}

func boolean(value any) (reflect.Value, bool) {
	if found, ok := value.(bool); ok {
		return reflect.ValueOf(found), true
	}
	switch strings.ToLower(numeral(value)) {
	case "1", "true":
		return reflect.ValueOf(true), true
	case "0", "false":
		return reflect.ValueOf(false), true
	}
	return reflect.ValueOf(false), false
}

func objectIn(value any) (map[string]any, bool) {
	found, ok := unquoted(value, "{").(map[string]any)
	return found, ok
}

// unquoted returns JSON text in place of an array or object as the array or object that it holds.
func unquoted(value any, bracket string) any {
	if text, ok := value.(string); ok && strings.HasPrefix(strings.TrimSpace(text), bracket) {
		if found, err := parse([]byte(text)); err == nil {
			return found
		}
	}
	return value
}

func holdsSecret(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Ptr, reflect.Slice, reflect.Map:
		return holdsSecret(t.Elem())
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			if fieldOf(t.Field(i)).secret {
				return true
			}
		}
	}
	return false
}

func named(t reflect.Type, union string) string {
	switch {
	case union != "":
		return strings.ReplaceAll(union, "|", " or ")
	case t == bigType:
		return "integer"
	case t == decimalType:
		return "number"
	}
	switch t.Kind() {
	case reflect.Ptr:
		return named(t.Elem(), "")
	case reflect.Slice:
		return "a list of " + named(t.Elem(), "")
	case reflect.Map:
		return "an object of " + named(t.Elem(), "")
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "text"
	case reflect.Interface:
		return "anything"
	}
	return t.Name()
}

func jsonType(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "text"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "number"
		}
	}
	return "integer"
}

// The same two patterns as in Python's support/redaction.py, which says what they find.
var (
	secretWord = regexp.MustCompile(`(?i)pass|pw|secret|token|key|auth|cookie|cred|cert|private|psk|seed|mnemonic|wallet|address|config|env|ssh|jwt|signature|e?mail|phone`)
	secretForm = regexp.MustCompile(`(?i)[a-z0-9+/=_-]{20,}|@|(?:ss|vmess|vless|trojan)://|://[^/]*:|[?&]\w+=`)
)

// sampleOf returns the type of a value and what may be shown of it.
func sampleOf(value any, path string, secret bool, mask keyMask) (got, sample string) {
	if _, ok := value.(missing); ok {
		return "missing", ""
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false) // the patterns look for "&" as it is
	_ = encoder.Encode(value)
	text := mask.text(strings.TrimSuffix(written.String(), "\n"))
	switch {
	case secret || secretWord.MatchString(path) || secretForm.MatchString(text) || secretWord.MatchString(text):
		text = "***"
	default:
		text = asciiJSON(text)
	}
	if len(text) > 60 {
		text = text[:57] + "..."
	}
	return jsonType(value), text
}

// asciiJSON escapes what is not ASCII, so that a terminal acts upon none of it and any byte is a place to cut.
func asciiJSON(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if unit < 0x7f {
			b.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// describe returns a model on one line, with secrets masked.
func describe(model any) string {
	value := reflect.ValueOf(model)
	var b strings.Builder
	b.WriteString(value.Type().Name() + "{")
	for i, first := 0, true; i < value.NumField(); i++ {
		field, found := fieldOf(value.Type().Field(i)), value.Field(i)
		if field.wire == "" || found.IsZero() {
			continue
		}
		if !first {
			b.WriteString(", ")
		}
		first = false
		if found.Kind() == reflect.Ptr && found.Type() != bigType && found.Type() != decimalType {
			found = found.Elem()
		}
		if field.secret {
			found = reflect.ValueOf("***")
		}
		fmt.Fprintf(&b, "%s: %v", value.Type().Field(i).Name, found.Interface())
	}
	return printable(b.String() + "}")
}

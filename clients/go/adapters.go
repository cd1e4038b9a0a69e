package octaspace

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strings"
)

const maxLog = 64 << 20 // bytes of an unpacked job log

// adapter makes the value of an answer that differs from its shape; convert decodes a part of its JSON.
type adapter func(answer *response, convert func(part any) (reflect.Value, error)) (reflect.Value, error)

// adapters are those of x-response-adapter; session_created is that of x-rental.
var adapters = map[string]adapter{
	"balance":         balance,
	"wallet":          wallet,
	"session_created": sessionCreated,
	"job_log":         jobLog,
	"stopped":         stopped,
}

// balance is the amount in Wei, 0 where the answer has null; an answer that names none is not about a balance.
func balance(answer *response, convert func(any) (reflect.Value, error)) (reflect.Value, error) {
	object, err := answer.object()
	if err != nil {
		return reflect.Value{}, err
	}
	found, ok := object["balance"]
	if !ok {
		return reflect.Value{}, errors.New("the answer has no balance")
	}
	if found == nil {
		return reflect.ValueOf(new(big.Int)), nil
	}
	return convert(found)
}

// wallet has its address under Address, whether the answer was only that or the whole account.
func wallet(answer *response, convert func(any) (reflect.Value, error)) (reflect.Value, error) {
	parsed, err := answer.parsed()
	if err != nil {
		return reflect.Value{}, err
	}
	if object, ok := parsed.(map[string]any); ok && isEmpty(object["address"]) && !isEmpty(object["wallet"]) {
		object["address"] = object["wallet"]
	}
	return convert(parsed)
}

// sessionCreated is the new session, from an object or a list of one. An item with a uuid is a session, however
// malformed: it must be stopped.
func sessionCreated(answer *response, convert func(any) (reflect.Value, error)) (reflect.Value, error) {
	parsed, err := answer.parsed()
	if err != nil {
		return reflect.Value{}, err
	}
	items, ok := parsed.([]any)
	if !ok {
		items = []any{parsed}
	}
	var rejections []Rejection
	for _, item := range items {
		object, _ := item.(map[string]any)
		if uuid, ok := uuidIn(object); ok {
			found, err := convert(object)
			if err == nil && found.Elem().FieldByName("UUID").String() == "" {
				found.Elem().FieldByName("UUID").SetString(uuid)
			}
			return found, err
		}
		if rejection, ok := rejectionIn(object); ok {
			rejections = append(rejections, rejection)
		}
	}
	if len(rejections) > 0 && len(rejections) == len(items) {
		return reflect.Value{}, &ProvisionRejectedError{Rejections: rejections}
	}
	return reflect.Value{}, errors.New("the answer names neither a session nor a reason")
}

// uuidIn returns the uuid by which a session can be stopped: text, or on a changed API a number.
func uuidIn(object map[string]any) (string, bool) {
	switch uuid := object["uuid"].(type) {
	case string:
		return uuid, strings.TrimSpace(uuid) != "" && !strings.ContainsRune(uuid, '\uFFFD') // which stands for bytes that are not UTF-8
	case json.Number:
		return uuid.String(), jsonType(uuid) == "integer"
	}
	return "", false
}

// rejectionIn returns a refusal: it has a reason, or a status that is a number other than 0, which is success.
func rejectionIn(object map[string]any) (Rejection, bool) {
	found := Rejection{ID: object["id"], Status: object["status"]}
	reason := object["reason"]
	for _, name := range []string{"message", "error", "detail"} {
		if isEmpty(reason) || reason == false {
			reason = object[name]
		}
	}
	has := !isEmpty(reason) && reason != false
	found.Reason = "no reason given"
	if has {
		found.Reason = fmt.Sprint(reason)
	}
	status, isNumber := object["status"].(json.Number)
	switch {
	case object == nil:
		return found, false
	case isNumber && status.String() == "0":
		return found, !isEmpty(object["reason"])
	}
	return found, has || (isNumber && jsonType(status) == "integer")
}

// jobLog is the text of a job's log, from base64 of gzip or from numbered lines.
func jobLog(answer *response, _ func(any) (reflect.Value, error)) (reflect.Value, error) {
	object, err := answer.object()
	if err != nil {
		return reflect.Value{}, err
	}
	switch data := object["data"].(type) {
	case nil:
		return reflect.ValueOf(""), nil
	case string:
		text, err := gunzip(data)
		return reflect.ValueOf(text), err
	case []any:
		var b strings.Builder
		for _, line := range data {
			if object, ok := line.(map[string]any); ok {
				line = object["text"]
			}
			if line == nil {
				line = ""
			}
			b.WriteString(strings.TrimSuffix(fmt.Sprint(line), "\n") + "\n")
		}
		return reflect.ValueOf(b.String()), nil
	}
	return reflect.Value{}, errors.New("the log is neither text nor a list of lines")
}

// stopped is nothing; it refuses an answer that has words of its own and does not say that the session was stopped.
func stopped(answer *response, _ func(any) (reflect.Value, error)) (reflect.Value, error) {
	text := string(bytes.TrimSpace(answer.body))
	// An empty value denies nothing and proves nothing: Stop accepts it; Rented, which can look at the listing, looks.
	saysNothing := answer.bodyError == "" && (text == "{}" || text == "[]" || text == "null")
	if saysNothing || saysStopped(answer) {
		return reflect.Value{}, nil
	}
	why := answer.bodyError
	if why == "" {
		why = "the answer does not say that the session was stopped"
	}
	return reflect.Value{}, errors.New(why + "; it may still run and cost money")
}

func gunzip(text string) (string, error) {
	packed, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")) // some encoders break lines
	if err != nil {
		return "", errors.New("the log is not base64")
	}
	if len(packed) == 0 {
		return "", nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", errors.New("the log is not gzip")
	}
	found, err := io.ReadAll(io.LimitReader(reader, maxLog+1))
	if err != nil {
		return "", errors.New("the log is cut off within its gzip data")
	}
	if len(found) > maxLog {
		return "", fmt.Errorf("the log unpacks to more than %d bytes", maxLog)
	}
	return strings.ToValidUTF8(string(found), "\uFFFD"), nil
}

package octaspace

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Decimal is an exact decimal number, for money.
type Decimal struct {
	unscaled *big.Int
	scale    int // digits after the point
}

var decimalText = regexp.MustCompile(`^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$`)

// ParseDecimal returns the number of a text such as "0.104" or "1e-7", and whether it is one.
func ParseDecimal(text string) (*Decimal, bool) {
	found := decimalText.FindStringSubmatch(text)
	if found == nil {
		return nil, false
	}
	digits, _ := new(big.Int).SetString(found[1]+found[2]+found[3], 10)
	exponent, _ := strconv.Atoi(found[4])
	scale := len(found[3]) - exponent
	if scale < 0 {
		digits.Mul(digits, power(-scale))
		scale = 0
	}
	return &Decimal{digits, scale}, true
}

func power(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

func scaled(value *big.Int, places int) *Decimal {
	if value == nil {
		return nil
	}
	return &Decimal{new(big.Int).Set(value), places}
}

// Mul returns the product; nil if one of the two is.
func (d *Decimal) Mul(other *Decimal) *Decimal {
	if d == nil || other == nil {
		return nil
	}
	return &Decimal{new(big.Int).Mul(d.unscaled, other.unscaled), d.scale + other.scale}
}

// Sign returns -1, 0 or 1.
func (d *Decimal) Sign() int { return d.unscaled.Sign() }

// Rat returns the number as a fraction.
func (d *Decimal) Rat() *big.Rat { return new(big.Rat).SetFrac(d.unscaled, power(d.scale)) }

// Float64 returns the nearest floating-point number.
func (d *Decimal) Float64() float64 {
	found, _ := d.Rat().Float64()
	return found
}

// String returns all digits, without an exponent: 31.428028938060847852. Of nil it is "unknown".
func (d *Decimal) String() string {
	if d == nil {
		return "unknown"
	}
	text := d.Rat().FloatString(d.scale)
	if d.scale > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// MarshalJSON writes the number in full.
func (d *Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// integer returns the whole number that it is, and whether it is one.
func (d *Decimal) integer() (*big.Int, bool) {
	whole, rest := new(big.Int).QuoRem(d.unscaled, power(d.scale), new(big.Int))
	return whole, rest.Sign() == 0
}

func octa(wei *big.Int) *Decimal { return scaled(wei, 18) }

func usdPerHour(e4 *int64) *Decimal {
	if e4 == nil {
		return nil
	}
	return scaled(big.NewInt(*e4), 4)
}

func usd(wei *big.Int, marketPrice *Decimal) *Decimal { return converted(octa(wei), marketPrice) }

// price returns a price in USD, which is stated as 0 where it is set in OCTA; nil where that cannot be converted.
func price(stated *Decimal, inUSD bool, inOcta, marketPrice *Decimal) *Decimal {
	if stated != nil && (stated.Sign() != 0 || inUSD) {
		return stated
	}
	if inOcta != nil && inOcta.Sign() == 0 {
		return inOcta
	}
	return converted(inOcta, marketPrice)
}

func converted(amount, marketPrice *Decimal) *Decimal {
	if marketPrice == nil || marketPrice.Sign() <= 0 {
		return nil
	}
	return amount.Mul(marketPrice)
}

// mbps returns Mbit/s from the wire's bandwidth, which is bytes per second when above 100,000 and Mbit/s otherwise.
func mbps(raw *int64) float64 {
	switch {
	case raw == nil || *raw < 0:
		return 0
	case *raw > 100_000:
		return float64(*raw) / 125_000
	}
	return float64(*raw)
}

func timeFromMs(milliseconds *int64) *time.Time {
	if milliseconds == nil {
		return nil
	}
	moment := time.UnixMilli(*milliseconds).UTC()
	return &moment
}

// timeFromText reads a text of the form 2026-04-14T09:12:45Z; without a zone it is taken as UTC.
func timeFromText(text string) *time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 UTC", "2006-01-02"} {
		if moment, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			moment = moment.UTC()
			return &moment
		}
	}
	return nil
}

func endedNormally(reason *int64) *bool {
	if reason == nil {
		return nil
	}
	normal := *reason == 0
	return &normal
}

func pointer[T any](value T) *T { return &value }

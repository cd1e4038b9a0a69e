package octaspace

import (
	"math"
	"sync"
	"time"
)

const (
	coolDown    = 30 * time.Second // after a first failure
	maxCoolDown = 5 * time.Minute
)

type host struct {
	url          string
	failures     int
	coolingUntil time.Time
	probedBy     *choice
}

// choice is the host for the next attempt; a probe finds out whether a host that failed is back.
type choice struct {
	host  *host
	probe bool
}

// hostPool has the hosts of one client, the first healthy one used first. A host that failed at network level cools down
// and is tried last meanwhile; then one call probes it while the others stay where they are.
type hostPool struct {
	mutex sync.Mutex
	hosts []*host
	now   func() time.Time
}

func newHostPool(urls []string, now func() time.Time) *hostPool {
	pool := &hostPool{now: now}
	for _, url := range urls {
		pool.hosts = append(pool.hosts, &host{url: url})
	}
	return pool
}

// choose returns the host for a call that has tried some already, and avoids others while one is healthy.
func (p *hostPool) choose(tried, avoid map[string]bool) *choice {
	if len(p.hosts) == 1 { // nowhere else to go: neither probing nor cooling down means anything
		return &choice{host: p.hosts[0]}
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var left, avoided []*host
	for _, each := range p.hosts {
		switch {
		case tried[each.url]:
		case avoid[each.url]:
			avoided = append(avoided, each)
		default:
			left = append(left, each)
		}
	}
	left = append(left, avoided...)
	soonest := left[0]
	for _, each := range left {
		if each.failures == 0 {
			return &choice{host: each}
		}
		if !each.coolingUntil.After(p.now()) && each.probedBy == nil {
			each.probedBy = &choice{host: each, probe: true}
			return each.probedBy
		}
		if each.coolingUntil.Before(soonest.coolingUntil) {
			soonest = each
		}
	}
	return &choice{host: soonest}
}

// succeeded notes that the host answered, with whatever status.
func (p *hostPool) succeeded(made *choice) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	made.host.failures, made.host.coolingUntil, made.host.probedBy = 0, time.Time{}, nil
}

// failed notes that the host could not be reached, or broke off.
func (p *hostPool) failed(made *choice) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if made.probe || !made.host.coolingUntil.After(p.now()) {
		made.host.failures++
		doubled := float64(coolDown) * math.Pow(2, math.Min(float64(made.host.failures-1), 10))
		made.host.coolingUntil = p.now().Add(time.Duration(math.Min(doubled, float64(maxCoolDown))))
	}
	p.end(made)
}

// released notes that the attempt ended without showing how the host is.
func (p *hostPool) released(made *choice) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.end(made)
}

func (p *hostPool) end(made *choice) {
	if made.host.probedBy == made {
		made.host.probedBy = nil
	}
}

// Code generated from openapi.yaml by make clients. DO NOT EDIT.

package octaspace

// Version is the version of the SDK, the same for all languages.
const Version = "0.1.0"

// APIVersion is the version of the description.
const APIVersion = "0.1.0"

// defaultBaseURL is where requests go without WithBaseURL.
const defaultBaseURL = "https://api.octa.space"

// defaultHint says what to do when it is not known whether a request was processed, where the description says nothing of it.
const defaultHint = "find out what it did before trying again"

var opAccountsProfile = operation{
	ID:         "accounts.profile",
	Method:     "GET",
	Path:       "/accounts",
	Idempotent: true,
	NeedsKey:   true,
}

var opAccountsGenerateWallet = operation{
	ID:       "accounts.generate_wallet",
	Method:   "POST",
	Path:     "/accounts",
	NeedsKey: true,
	Hint:     "look at accounts.profile() before trying again, a wallet may have been made",
	Adapter:  "wallet",
}

var opAccountsBalance = operation{
	ID:         "accounts.balance",
	Method:     "GET",
	Path:       "/accounts/balance",
	Idempotent: true,
	NeedsKey:   true,
	Adapter:    "balance",
}

var opAppsList = operation{
	ID:         "apps.list",
	Method:     "GET",
	Path:       "/apps",
	Idempotent: true,
}

var opIdleJobsFind = operation{
	ID:         "idle_jobs.find",
	Method:     "GET",
	Path:       "/idle_jobs/{node_id}/{job_id}",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "node_id", Wire: "node_id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
		{Name: "job_id", Wire: "job_id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opIdleJobsLogs = operation{
	ID:         "idle_jobs.logs",
	Method:     "GET",
	Path:       "/idle_jobs/{node_id}/{job_id}/logs",
	Idempotent: true,
	NeedsKey:   true,
	Adapter:    "job_log",
	Arguments: []argument{
		{Name: "node_id", Wire: "node_id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
		{Name: "job_id", Wire: "job_id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opNetworkInfo = operation{
	ID:         "network.info",
	Method:     "GET",
	Path:       "/network",
	Idempotent: true,
}

var opNodesList = operation{
	ID:         "nodes.list",
	Method:     "GET",
	Path:       "/nodes",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "country", Wire: "country", In: "query", Check: check{Kind: "text", Expected: "an ISO code such as DE", MinLength: pointer[int](2), MaxLength: pointer[int](2)}},
		{Name: "app_uuid", Wire: "app_uuid", In: "query", Check: check{Kind: "text", MinLength: pointer[int](1)}},
	},
}

var opNodesFind = operation{
	ID:         "nodes.find",
	Method:     "GET",
	Path:       "/nodes/{id}",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "node_id", Wire: "id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opNodesDownloadIdent = operation{
	ID:         "nodes.download_ident",
	Method:     "GET",
	Path:       "/nodes/{id}/ident",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "node_id", Wire: "id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opNodesDownloadLogs = operation{
	ID:         "nodes.download_logs",
	Method:     "GET",
	Path:       "/nodes/{id}/logs",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "node_id", Wire: "id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opNodesUpdatePrices = operation{
	ID:       "nodes.update_prices",
	Method:   "PATCH",
	Path:     "/nodes/{id}/prices",
	NeedsKey: true,
	Hint:     "look at nodes.list() before trying again, the prices may have been set",
	Body:     "whole",
	Arguments: []argument{
		{Name: "node_id", Wire: "id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
		{Name: "prices", Wire: "prices", In: "whole-body", Check: check{Kind: "map", Of: &check{Kind: "any"}}, AlwaysSent: true, Default: nil},
	},
}

var opNodesReboot = operation{
	ID:       "nodes.reboot",
	Method:   "GET",
	Path:     "/nodes/{id}/reboot",
	NeedsKey: true,
	Hint:     "look at nodes.find() before trying again, the node may be rebooting",
	Arguments: []argument{
		{Name: "node_id", Wire: "id", In: "path", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true},
	},
}

var opServicesMRList = operation{
	ID:         "services.mr.list",
	Method:     "GET",
	Path:       "/services/mr",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "query", Wire: "query", In: "open-query", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opServicesMRCreate = operation{
	ID:           "services.mr.create",
	Method:       "POST",
	Path:         "/services/mr",
	NeedsKey:     true,
	Hint:         "look at sessions.list() before trying again, a session may have been started",
	Service:      "mr",
	Body:         "item",
	BodyRequired: true,
	Constants:    map[string]any{"id": 0},
	Adapter:      "session_created",
	Arguments: []argument{
		{Name: "node_id", Wire: "node_id", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true, Needed: true},
		{Name: "disk_size", Wire: "disk_size", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](1)}, Required: true, Needed: true},
		{Name: "image", Wire: "image", In: "body", Check: check{Kind: "text", MinLength: pointer[int](1)}, Required: true, Needed: true},
		{Name: "app", Wire: "app", In: "body", Check: check{Kind: "text"}, AlwaysSent: true, Needed: true, Default: ""},
		{Name: "envs", Wire: "envs", In: "body", Check: check{Kind: "map", Of: &check{Kind: "text"}}, AlwaysSent: true, Needed: true, Default: map[string]any{}},
		{Name: "ports", Wire: "ports", In: "body", Check: check{Kind: "list", Of: &check{Kind: "integer", Minimum: pointer[float64](1), Maximum: pointer[float64](65535)}}, AlwaysSent: true, Needed: true, Default: []any{}},
		{Name: "http_ports", Wire: "http_ports", In: "body", Check: check{Kind: "list", Of: &check{Kind: "integer", Minimum: pointer[float64](1), Maximum: pointer[float64](65535)}}, AlwaysSent: true, Needed: true, Default: []any{}},
		{Name: "start_command", Wire: "start_command", In: "body", Check: check{Kind: "text"}, AlwaysSent: true, Needed: true, Default: ""},
		{Name: "entrypoint", Wire: "entrypoint", In: "body", Check: check{Kind: "text"}, AlwaysSent: true, Needed: true, Default: ""},
		{Name: "organization_id", Wire: "organization_id", In: "body", Check: check{Kind: "any-of", Alternatives: []check{{Kind: "integer"}, {Kind: "text"}}}},
		{Name: "project_id", Wire: "project_id", In: "body", Check: check{Kind: "any-of", Alternatives: []check{{Kind: "integer"}, {Kind: "text"}}}},
		{Name: "extra", Wire: "extra", In: "extra", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opServicesRenderList = operation{
	ID:         "services.render.list",
	Method:     "GET",
	Path:       "/services/render",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "query", Wire: "query", In: "open-query", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opServicesRenderCreate = operation{
	ID:           "services.render.create",
	Method:       "POST",
	Path:         "/services/render",
	NeedsKey:     true,
	Hint:         "look at sessions.list() before trying again, a session may have been started",
	Service:      "render",
	Body:         "object",
	BodyRequired: true,
	Adapter:      "session_created",
	Arguments: []argument{
		{Name: "node_id", Wire: "node_id", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true, Needed: true},
		{Name: "disk_size", Wire: "disk_size", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](1)}, Required: true, Needed: true},
		{Name: "envs", Wire: "envs", In: "body", Check: check{Kind: "map", Of: &check{Kind: "text"}}},
		{Name: "multi_gpu_worker", Wire: "multi-gpu-worker", In: "body", Check: check{Kind: "boolean"}},
		{Name: "extra", Wire: "extra", In: "extra", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opServicesSessionInfo = operation{
	ID:         "services.session.info",
	Method:     "GET",
	Path:       "/services/{uuid}/info",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "uuid", Wire: "uuid", In: "path", Check: check{Kind: "text", MinLength: pointer[int](1)}, Required: true},
	},
}

var opServicesSessionLogs = operation{
	ID:         "services.session.logs",
	Method:     "GET",
	Path:       "/services/{uuid}/logs",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "uuid", Wire: "uuid", In: "path", Check: check{Kind: "text", MinLength: pointer[int](1)}, Required: true},
		{Name: "recent", Wire: "recent", In: "query", Check: check{Kind: "boolean"}},
	},
}

var opServicesSessionStop = operation{
	ID:         "services.session.stop",
	Method:     "POST",
	Path:       "/services/{uuid}/stop",
	Idempotent: true,
	NeedsKey:   true,
	Hint:       "look at sessions.list() to see whether the session still runs",
	Body:       "object",
	Adapter:    "stopped",
	Arguments: []argument{
		{Name: "uuid", Wire: "uuid", In: "path", Check: check{Kind: "text", MinLength: pointer[int](1)}, Required: true},
		{Name: "score", Wire: "score", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](1), Maximum: pointer[float64](5)}},
	},
}

var opServicesVPNList = operation{
	ID:         "services.vpn.list",
	Method:     "GET",
	Path:       "/services/vpn",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "query", Wire: "query", In: "open-query", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opServicesVPNCreate = operation{
	ID:           "services.vpn.create",
	Method:       "POST",
	Path:         "/services/vpn",
	NeedsKey:     true,
	Hint:         "look at sessions.list() before trying again, a session may have been started",
	Service:      "vpn",
	Body:         "object",
	BodyRequired: true,
	Conditions:   []condition{{Key: "subkind", Value: "v2ray", Required: "protocol"}},
	Adapter:      "session_created",
	Arguments: []argument{
		{Name: "node_id", Wire: "node_id", In: "body", Check: check{Kind: "integer", Minimum: pointer[float64](0)}, Required: true, Needed: true},
		{Name: "subkind", Wire: "subkind", In: "body", Check: check{Kind: "text"}},
		{Name: "protocol", Wire: "protocol", In: "body", Check: check{Kind: "text"}},
		{Name: "organization_id", Wire: "organization_id", In: "body", Check: check{Kind: "any-of", Alternatives: []check{{Kind: "integer"}, {Kind: "text"}}}},
		{Name: "project_id", Wire: "project_id", In: "body", Check: check{Kind: "any-of", Alternatives: []check{{Kind: "integer"}, {Kind: "text"}}}},
		{Name: "extra", Wire: "extra", In: "extra", Check: check{Kind: "map", Of: &check{Kind: "any"}}},
	},
}

var opSessionsList = operation{
	ID:         "sessions.list",
	Method:     "GET",
	Path:       "/sessions",
	Idempotent: true,
	NeedsKey:   true,
	Arguments: []argument{
		{Name: "recent", Wire: "recent", In: "query", Check: check{Kind: "boolean"}},
	},
}

// acting has method and path of requests that act, or may act, although their method says that they do not.
var acting = [][2]string{
	{"GET", "/nodes/{id}/reboot"},
	{"GET", "/nodes/{id}/prices"},
	{"GET", "/services/{uuid}/stop"},
}

// Code generated from openapi.yaml by make clients. DO NOT EDIT.

package main

import (
	"context"
	"net/url"

	octaspace "github.com/octaspace/octaspace-sdk/clients/go"
)

type calling func(ctx context.Context, c *octaspace.Client, a arguments) (any, error)

// calls has every operation by its id, called as a program would.
var calls = map[string]calling{
	"accounts.profile": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Accounts.Profile(ctx)
	},
	"accounts.generate_wallet": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Accounts.GenerateWallet(ctx)
	},
	"accounts.balance": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Accounts.Balance(ctx)
	},
	"apps.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Apps.List(ctx)
	},
	"idle_jobs.find": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.IdleJobs.Find(ctx, get[int64](a, "node_id"), get[int64](a, "job_id"))
	},
	"idle_jobs.logs": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.IdleJobs.Logs(ctx, get[int64](a, "node_id"), get[int64](a, "job_id"))
	},
	"network.info": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Network.Info(ctx)
	},
	"nodes.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Nodes.List(ctx, params(a, &octaspace.NodesListParams{
			Country: get[*string](a, "country"),
			AppUUID: get[*string](a, "app_uuid"),
		}))
	},
	"nodes.find": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Nodes.Find(ctx, get[int64](a, "node_id"))
	},
	"nodes.download_ident": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Nodes.DownloadIdent(ctx, get[int64](a, "node_id"))
	},
	"nodes.download_logs": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Nodes.DownloadLogs(ctx, get[int64](a, "node_id"))
	},
	"nodes.update_prices": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return nil, c.Nodes.UpdatePrices(ctx, get[int64](a, "node_id"), get[map[string]any](a, "prices"))
	},
	"nodes.reboot": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return nil, c.Nodes.Reboot(ctx, get[int64](a, "node_id"))
	},
	"services.mr.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.MR.List(ctx, query(a, "query"))
	},
	"services.mr.create": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.MR.Create(ctx, params(a, &octaspace.ServicesMRCreateParams{
			NodeID:         get[int64](a, "node_id"),
			DiskSize:       get[int64](a, "disk_size"),
			Image:          get[string](a, "image"),
			App:            get[string](a, "app"),
			Envs:           get[map[string]string](a, "envs"),
			Ports:          get[[]int](a, "ports"),
			HTTPPorts:      get[[]int](a, "http_ports"),
			StartCommand:   get[string](a, "start_command"),
			Entrypoint:     get[string](a, "entrypoint"),
			OrganizationID: get[any](a, "organization_id"),
			ProjectID:      get[any](a, "project_id"),
			Extra:          get[map[string]any](a, "extra"),
		}))
	},
	"services.render.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.Render.List(ctx, query(a, "query"))
	},
	"services.render.create": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.Render.Create(ctx, params(a, &octaspace.ServicesRenderCreateParams{
			NodeID:         get[int64](a, "node_id"),
			DiskSize:       get[int64](a, "disk_size"),
			Envs:           get[map[string]string](a, "envs"),
			MultiGPUWorker: get[*bool](a, "multi_gpu_worker"),
			Extra:          get[map[string]any](a, "extra"),
		}))
	},
	"services.session.info": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.Session(get[string](a, "uuid")).Info(ctx)
	},
	"services.session.logs": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.Session(get[string](a, "uuid")).Logs(ctx, params(a, &octaspace.ServicesSessionLogsParams{
			Recent: get[*bool](a, "recent"),
		}))
	},
	"services.session.stop": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return nil, c.Services.Session(get[string](a, "uuid")).Stop(ctx, params(a, &octaspace.ServicesSessionStopParams{
			Score: get[*int64](a, "score"),
		}))
	},
	"services.vpn.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.VPN.List(ctx, query(a, "query"))
	},
	"services.vpn.create": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Services.VPN.Create(ctx, params(a, &octaspace.ServicesVPNCreateParams{
			NodeID:         get[int64](a, "node_id"),
			SubKind:        get[string](a, "subkind"),
			Protocol:       get[string](a, "protocol"),
			OrganizationID: get[any](a, "organization_id"),
			ProjectID:      get[any](a, "project_id"),
			Extra:          get[map[string]any](a, "extra"),
		}))
	},
	"sessions.list": func(ctx context.Context, c *octaspace.Client, a arguments) (any, error) {
		return c.Sessions.List(ctx, params(a, &octaspace.SessionsListParams{
			Recent: get[*bool](a, "recent"),
		}))
	},
}

// rentals has the methods that hold a session, by their operations.
var rentals = map[string]func(ctx context.Context, c *octaspace.Client, a arguments, o *octaspace.RentalOptions, block func(context.Context, *octaspace.RunningSession) error) error{
	"services.mr.create": func(ctx context.Context, c *octaspace.Client, a arguments, o *octaspace.RentalOptions, block func(context.Context, *octaspace.RunningSession) error) error {
		return c.Services.MR.Rented(ctx, params(a, &octaspace.ServicesMRCreateParams{
			NodeID:         get[int64](a, "node_id"),
			DiskSize:       get[int64](a, "disk_size"),
			Image:          get[string](a, "image"),
			App:            get[string](a, "app"),
			Envs:           get[map[string]string](a, "envs"),
			Ports:          get[[]int](a, "ports"),
			HTTPPorts:      get[[]int](a, "http_ports"),
			StartCommand:   get[string](a, "start_command"),
			Entrypoint:     get[string](a, "entrypoint"),
			OrganizationID: get[any](a, "organization_id"),
			ProjectID:      get[any](a, "project_id"),
			Extra:          get[map[string]any](a, "extra"),
		}), o, block)
	},
	"services.render.create": func(ctx context.Context, c *octaspace.Client, a arguments, o *octaspace.RentalOptions, block func(context.Context, *octaspace.RunningSession) error) error {
		return c.Services.Render.Rented(ctx, params(a, &octaspace.ServicesRenderCreateParams{
			NodeID:         get[int64](a, "node_id"),
			DiskSize:       get[int64](a, "disk_size"),
			Envs:           get[map[string]string](a, "envs"),
			MultiGPUWorker: get[*bool](a, "multi_gpu_worker"),
			Extra:          get[map[string]any](a, "extra"),
		}), o, block)
	},
	"services.vpn.create": func(ctx context.Context, c *octaspace.Client, a arguments, o *octaspace.RentalOptions, block func(context.Context, *octaspace.RunningSession) error) error {
		return c.Services.VPN.Connected(ctx, params(a, &octaspace.ServicesVPNCreateParams{
			NodeID:         get[int64](a, "node_id"),
			SubKind:        get[string](a, "subkind"),
			Protocol:       get[string](a, "protocol"),
			OrganizationID: get[any](a, "organization_id"),
			ProjectID:      get[any](a, "project_id"),
			Extra:          get[map[string]any](a, "extra"),
		}), o, block)
	},
}

// derived has the methods of models for properties in practical units, by type and by name.
var derived = map[string]map[string]string{
	"Account":               {"balance_octa": "BalanceOcta"},
	"App":                   {},
	"Balance":               {"balance_octa": "BalanceOcta"},
	"GPU":                   {},
	"GPUDetail":             {},
	"GPUVendors":            {},
	"IdleJob":               {"created_at_utc": "CreatedAtUTC", "finished_at_utc": "FinishedAtUTC"},
	"IdleJobLogLine":        {},
	"IdleJobLogs":           {},
	"MachineRental":         {"price_per_hour": "PricePerHour", "base_usd_per_hour": "BaseUSDPerHour", "storage_usd_per_hour": "StorageUSDPerHour", "traffic_usd_per_hour": "TrafficUSDPerHour", "total_price_octa": "TotalPriceOcta", "base_octa": "BaseOcta", "storage_octa": "StorageOcta", "traffic_octa": "TrafficOcta", "net_down_mbps": "NetDownMbps", "net_up_mbps": "NetUpMbps"},
	"NetworkBlockchain":     {},
	"NetworkInfo":           {},
	"NetworkMarketplace":    {},
	"NetworkMarketplaceGPU": {},
	"NetworkNodes":          {},
	"NetworkPlatform":       {},
	"NetworkPower":          {},
	"NetworkRender":         {},
	"Node":                  {"vrf_dt_utc": "VrfDtUTC"},
	"NodeDetail":            {"vrf_dt_utc": "VrfDtUTC"},
	"NodeDetailLocation":    {},
	"NodeDetailMemory":      {},
	"NodeDetailSystem":      {},
	"NodeDevices":           {},
	"NodeDisk":              {},
	"NodeLocation":          {},
	"NodeMemory":            {},
	"NodePrices":            {"base_octa": "BaseOcta", "storage_octa": "StorageOcta", "traffic_octa": "TrafficOcta"},
	"NodeSystem":            {},
	"ProvisionRejection":    {},
	"ProxyEndpoint":         {},
	"Rating":                {},
	"Reliability":           {},
	"SSHEndpoint":           {},
	"Session":               {"started_at_utc": "StartedAtUTC", "finished_at_utc": "FinishedAtUTC", "charge_amount_octa": "ChargeAmountOcta", "charge_amount_usd": "ChargeAmountUSD", "ended_normally": "EndedNormally"},
	"SessionCreated":        {},
	"SessionGPU":            {},
	"SessionHardware":       {},
	"SessionInfo":           {"started_at_utc": "StartedAtUTC", "finished_at_utc": "FinishedAtUTC", "charge_amount_octa": "ChargeAmountOcta", "charge_amount_usd": "ChargeAmountUSD", "ended_normally": "EndedNormally"},
	"SessionLogLine":        {"ts_utc": "TSUTC"},
	"SessionLogs":           {},
	"SessionPrices":         {"base_usd_per_hour": "BaseUSDPerHour"},
	"VPNRelay":              {"net_down_mbps": "NetDownMbps", "net_up_mbps": "NetUpMbps", "price_per_gb": "PricePerGB"},
	"Wallet":                {"balance_octa": "BalanceOcta"},
}

var _ url.Values

// Generated from openapi.yaml by `make clients`; not to be edited.
import * as t from "../runtime/model.js";
import type { Operation } from "../runtime/request.js";
import * as models from "./models.js";

export const accountsProfile: Operation = {
  id: "accounts.profile",
  method: "GET",
  path: "/accounts",
  idempotent: true,
  needsKey: true,
  arguments: [
  ],
  returns: t.model(() => models.Account),
};

export const accountsGenerateWallet: Operation = {
  id: "accounts.generate_wallet",
  method: "POST",
  path: "/accounts",
  needsKey: true,
  hint: "look at accounts.profile() before trying again, a wallet may have been made",
  adapter: "wallet",
  arguments: [
  ],
  returns: t.model(() => models.Wallet),
};

export const accountsBalance: Operation = {
  id: "accounts.balance",
  method: "GET",
  path: "/accounts/balance",
  idempotent: true,
  needsKey: true,
  adapter: "balance",
  arguments: [
  ],
  returns: t.wei,
};

export const appsList: Operation = {
  id: "apps.list",
  method: "GET",
  path: "/apps",
  idempotent: true,
  arguments: [
  ],
  returns: t.list(t.model(() => models.App)),
};

export const idleJobsFind: Operation = {
  id: "idle_jobs.find",
  method: "GET",
  path: "/idle_jobs/{node_id}/{job_id}",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "nodeId", "wire": "node_id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
    {"name": "jobId", "wire": "job_id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.model(() => models.IdleJob),
};

export const idleJobsLogs: Operation = {
  id: "idle_jobs.logs",
  method: "GET",
  path: "/idle_jobs/{node_id}/{job_id}/logs",
  idempotent: true,
  needsKey: true,
  adapter: "job_log",
  arguments: [
    {"name": "nodeId", "wire": "node_id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
    {"name": "jobId", "wire": "job_id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.text,
};

export const networkInfo: Operation = {
  id: "network.info",
  method: "GET",
  path: "/network",
  idempotent: true,
  arguments: [
  ],
  returns: t.model(() => models.NetworkInfo),
};

export const nodesList: Operation = {
  id: "nodes.list",
  method: "GET",
  path: "/nodes",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "country", "wire": "country", "in": "query", "check": {"kind": "text", "expected": "an ISO code such as DE", "minLength": 2, "maxLength": 2}},
    {"name": "appUuid", "wire": "app_uuid", "in": "query", "check": {"kind": "text", "minLength": 1}},
  ],
  returns: t.list(t.model(() => models.Node)),
};

export const nodesFind: Operation = {
  id: "nodes.find",
  method: "GET",
  path: "/nodes/{id}",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "nodeId", "wire": "id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.model(() => models.NodeDetail),
};

export const nodesDownloadIdent: Operation = {
  id: "nodes.download_ident",
  method: "GET",
  path: "/nodes/{id}/ident",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "nodeId", "wire": "id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.bytes,
};

export const nodesDownloadLogs: Operation = {
  id: "nodes.download_logs",
  method: "GET",
  path: "/nodes/{id}/logs",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "nodeId", "wire": "id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.bytes,
};

export const nodesUpdatePrices: Operation = {
  id: "nodes.update_prices",
  method: "PATCH",
  path: "/nodes/{id}/prices",
  needsKey: true,
  hint: "look at nodes.list() before trying again, the prices may have been set",
  body: "whole",
  arguments: [
    {"name": "nodeId", "wire": "id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
    {"name": "prices", "wire": "prices", "in": "whole-body", "check": {"kind": "map", "of": {"kind": "any"}}, "alwaysSent": true, "default": null},
  ],
  returns: t.none,
};

export const nodesReboot: Operation = {
  id: "nodes.reboot",
  method: "GET",
  path: "/nodes/{id}/reboot",
  needsKey: true,
  hint: "look at nodes.find() before trying again, the node may be rebooting",
  arguments: [
    {"name": "nodeId", "wire": "id", "in": "path", "check": {"kind": "integer", "minimum": 0}, "required": true},
  ],
  returns: t.none,
};

export const servicesMrList: Operation = {
  id: "services.mr.list",
  method: "GET",
  path: "/services/mr",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "query", "wire": "query", "in": "open-query", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.list(t.model(() => models.MachineRental)),
};

export const servicesMrCreate: Operation = {
  id: "services.mr.create",
  method: "POST",
  path: "/services/mr",
  needsKey: true,
  hint: "look at sessions.list() before trying again, a session may have been started",
  service: "mr",
  body: "item",
  bodyRequired: true,
  adapter: "session_created",
  constants: {"id": 0},
  arguments: [
    {"name": "nodeId", "wire": "node_id", "in": "body", "check": {"kind": "integer", "minimum": 0}, "required": true, "needed": true},
    {"name": "diskSize", "wire": "disk_size", "in": "body", "check": {"kind": "integer", "minimum": 1}, "required": true, "needed": true},
    {"name": "image", "wire": "image", "in": "body", "check": {"kind": "text", "minLength": 1}, "required": true, "needed": true},
    {"name": "app", "wire": "app", "in": "body", "check": {"kind": "text"}, "alwaysSent": true, "needed": true, "default": ""},
    {"name": "envs", "wire": "envs", "in": "body", "check": {"kind": "map", "of": {"kind": "text"}}, "alwaysSent": true, "needed": true, "default": {}},
    {"name": "ports", "wire": "ports", "in": "body", "check": {"kind": "list", "of": {"kind": "integer", "minimum": 1, "maximum": 65535}}, "alwaysSent": true, "needed": true, "default": []},
    {"name": "httpPorts", "wire": "http_ports", "in": "body", "check": {"kind": "list", "of": {"kind": "integer", "minimum": 1, "maximum": 65535}}, "alwaysSent": true, "needed": true, "default": []},
    {"name": "startCommand", "wire": "start_command", "in": "body", "check": {"kind": "text"}, "alwaysSent": true, "needed": true, "default": ""},
    {"name": "entrypoint", "wire": "entrypoint", "in": "body", "check": {"kind": "text"}, "alwaysSent": true, "needed": true, "default": ""},
    {"name": "organizationId", "wire": "organization_id", "in": "body", "check": {"kind": "any-of", "alternatives": [{"kind": "integer"}, {"kind": "text"}]}},
    {"name": "projectId", "wire": "project_id", "in": "body", "check": {"kind": "any-of", "alternatives": [{"kind": "integer"}, {"kind": "text"}]}},
    {"name": "extra", "wire": "extra", "in": "extra", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.model(() => models.SessionCreated),
};

export const servicesRenderList: Operation = {
  id: "services.render.list",
  method: "GET",
  path: "/services/render",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "query", "wire": "query", "in": "open-query", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.list(t.model(() => models.MachineRental)),
};

export const servicesRenderCreate: Operation = {
  id: "services.render.create",
  method: "POST",
  path: "/services/render",
  needsKey: true,
  hint: "look at sessions.list() before trying again, a session may have been started",
  service: "render",
  body: "object",
  bodyRequired: true,
  adapter: "session_created",
  arguments: [
    {"name": "nodeId", "wire": "node_id", "in": "body", "check": {"kind": "integer", "minimum": 0}, "required": true, "needed": true},
    {"name": "diskSize", "wire": "disk_size", "in": "body", "check": {"kind": "integer", "minimum": 1}, "required": true, "needed": true},
    {"name": "envs", "wire": "envs", "in": "body", "check": {"kind": "map", "of": {"kind": "text"}}},
    {"name": "multiGpuWorker", "wire": "multi-gpu-worker", "in": "body", "check": {"kind": "boolean"}},
    {"name": "extra", "wire": "extra", "in": "extra", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.model(() => models.SessionCreated),
};

export const servicesSessionInfo: Operation = {
  id: "services.session.info",
  method: "GET",
  path: "/services/{uuid}/info",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "uuid", "wire": "uuid", "in": "path", "check": {"kind": "text", "minLength": 1}, "required": true},
  ],
  returns: t.model(() => models.SessionInfo),
};

export const servicesSessionLogs: Operation = {
  id: "services.session.logs",
  method: "GET",
  path: "/services/{uuid}/logs",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "uuid", "wire": "uuid", "in": "path", "check": {"kind": "text", "minLength": 1}, "required": true},
    {"name": "recent", "wire": "recent", "in": "query", "check": {"kind": "boolean"}},
  ],
  returns: t.model(() => models.SessionLogs),
};

export const servicesSessionStop: Operation = {
  id: "services.session.stop",
  method: "POST",
  path: "/services/{uuid}/stop",
  idempotent: true,
  needsKey: true,
  hint: "look at sessions.list() to see whether the session still runs",
  body: "object",
  adapter: "stopped",
  arguments: [
    {"name": "uuid", "wire": "uuid", "in": "path", "check": {"kind": "text", "minLength": 1}, "required": true},
    {"name": "score", "wire": "score", "in": "body", "check": {"kind": "integer", "minimum": 1, "maximum": 5}},
  ],
  returns: t.none,
};

export const servicesVpnList: Operation = {
  id: "services.vpn.list",
  method: "GET",
  path: "/services/vpn",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "query", "wire": "query", "in": "open-query", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.list(t.model(() => models.VPNRelay)),
};

export const servicesVpnCreate: Operation = {
  id: "services.vpn.create",
  method: "POST",
  path: "/services/vpn",
  needsKey: true,
  hint: "look at sessions.list() before trying again, a session may have been started",
  service: "vpn",
  body: "object",
  bodyRequired: true,
  conditions: [{"key": "subkind", "value": "v2ray", "required": "protocol"}],
  adapter: "session_created",
  arguments: [
    {"name": "nodeId", "wire": "node_id", "in": "body", "check": {"kind": "integer", "minimum": 0}, "required": true, "needed": true},
    {"name": "subkind", "wire": "subkind", "in": "body", "check": {"kind": "text"}},
    {"name": "protocol", "wire": "protocol", "in": "body", "check": {"kind": "text"}},
    {"name": "organizationId", "wire": "organization_id", "in": "body", "check": {"kind": "any-of", "alternatives": [{"kind": "integer"}, {"kind": "text"}]}},
    {"name": "projectId", "wire": "project_id", "in": "body", "check": {"kind": "any-of", "alternatives": [{"kind": "integer"}, {"kind": "text"}]}},
    {"name": "extra", "wire": "extra", "in": "extra", "check": {"kind": "map", "of": {"kind": "any"}}},
  ],
  returns: t.model(() => models.SessionCreated),
};

export const sessionsList: Operation = {
  id: "sessions.list",
  method: "GET",
  path: "/sessions",
  idempotent: true,
  needsKey: true,
  arguments: [
    {"name": "recent", "wire": "recent", "in": "query", "check": {"kind": "boolean"}},
  ],
  returns: t.list(t.model(() => models.Session)),
};

/** Method and path of requests that act, or may act, although their method says that they do not. */
export const ACTING: readonly (readonly [string, string])[] = [["GET", "/nodes/{id}/reboot"], ["GET", "/nodes/{id}/prices"], ["GET", "/services/{uuid}/stop"]];

/** All operations by their ids. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "accounts.profile": accountsProfile,
  "accounts.generate_wallet": accountsGenerateWallet,
  "accounts.balance": accountsBalance,
  "apps.list": appsList,
  "idle_jobs.find": idleJobsFind,
  "idle_jobs.logs": idleJobsLogs,
  "network.info": networkInfo,
  "nodes.list": nodesList,
  "nodes.find": nodesFind,
  "nodes.download_ident": nodesDownloadIdent,
  "nodes.download_logs": nodesDownloadLogs,
  "nodes.update_prices": nodesUpdatePrices,
  "nodes.reboot": nodesReboot,
  "services.mr.list": servicesMrList,
  "services.mr.create": servicesMrCreate,
  "services.render.list": servicesRenderList,
  "services.render.create": servicesRenderCreate,
  "services.session.info": servicesSessionInfo,
  "services.session.logs": servicesSessionLogs,
  "services.session.stop": servicesSessionStop,
  "services.vpn.list": servicesVpnList,
  "services.vpn.create": servicesVpnCreate,
  "sessions.list": sessionsList,
};

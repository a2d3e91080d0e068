// Generated from src-tauri/src/views.rs by its test; do not edit. See CONTRIBUTING in that file.

export type ErrorCode = "home-in-use" | "home-unavailable" | "disk-full" | "home-damaged" | "home-unsupported" | "invitation-malformed" | "invitation-unsupported" | "invitation-refused" | "already-joined" | "bug";

export type FindingCode = "adopted" | "interrupted" | "torn" | "lost";

export type FindingView = { code: FindingCode, count: number, item: string | null, };

export type HeadView = { seq: number, digest: string, };

export type HomeView = { organisation: string, policyVersion: number, device: string, enrolled: boolean, items: number, noted: number, delivered: number, undelivered: number, waitingParts: number, waitingBytes: number, head: HeadView, findings: Array<FindingView>, };

export type StatusView = { "state": "unjoined", invitationLimit: number, } | { "state": "joined" } & HomeView;

export type TroubleView = { code: ErrorCode, item: string | null, };

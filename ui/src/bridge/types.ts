// Generated from src-tauri/src/views.rs; that file says how. Not to be edited.

export type ErrorCode = "home-in-use" | "home-unavailable" | "disk-full" | "home-damaged" | "home-unsupported" | "invitation-malformed" | "invitation-unsupported" | "invitation-refused" | "already-joined" | "bug";

export type FindingCode = "signing-key-lost" | "missing" | "set-aside" | "postponed" | "interrupted" | "adopted";

export type FindingView = { 
/**
 * What it is.
 */
code: FindingCode, 
/**
 * How many.
 */
count: number, 
/**
 * The items concerned, hex, where they are known.
 */
items: Array<string>, };

export type HeadView = { 
/**
 * Its sequence number; genesis is 0.
 */
seq: number, 
/**
 * Its digest, hex.
 */
digest: string, };

export type HomeView = { 
/**
 * The organisation's name, as its policy says it.
 */
organisation: string, 
/**
 * Version of the policy in force.
 */
policyVersion: number, 
/**
 * Digest of the genesis entry, hex.
 */
device: string, 
/**
 * True when the server knows the device.
 */
enrolled: boolean, 
/**
 * True when the policy lets whoever unlocks the vault look at what was captured here.
 */
review: boolean, 
/**
 * Items on the chain.
 */
items: number, 
/**
 * Entries in the chain, genesis included.
 */
entries: number, 
/**
 * Entries that the server's log proves.
 */
noted: number, 
/**
 * Items with a delivered receipt over every part.
 */
delivered: number, 
/**
 * Items without one.
 */
undelivered: number, 
/**
 * Sealed parts that the server has not acknowledged.
 */
waitingParts: number, 
/**
 * Their size in bytes.
 */
waitingBytes: number, 
/**
 * The newest entry.
 */
head: HeadView, 
/**
 * What the start found and did, worst first.
 */
findings: Array<FindingView>, };

export type StatusView = { "state": "unjoined", 
/**
 * Largest invitation, in bytes.
 */
invitationLimit: number, } | { "state": "joined" } & HomeView;

export type TroubleView = { 
/**
 * What it is.
 */
code: ErrorCode, 
/**
 * The item concerned, hex.
 */
item: string | null, };

// Package files holds what is known of the files that users upload. Their contents are stored elsewhere.
//
// A [File] belongs to a user and to a tenant. Two states of it are independent of each other: its [Status],
// and its [ScanStatus].
//
// # Tables
//
// files.
//
// # Invariants
//
//   - Status and scan status are one of the values here or NULL. NULL fails every comparison: scan_status <> 'clean',
//     the condition of the index on it, leaves out files of which the scan status is unknown.
//   - Nothing makes a path unique. Two rows may describe one content, and deleting a row deletes no content.
//   - A file counts towards the storage of its tenant, whatever its status, and a trigger refuses one that does not fit
//     (SQLSTATE SYL04), whether it is new, grows or moves in.
//   - Every file is one tenant's, and so is its user (package tenancy/isolation).
//
// # Imports
//
// It may import tenancy and auth. No context below imports files.
package files

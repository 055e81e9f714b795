// Package synapscale is the root of the domain library.
package synapscale

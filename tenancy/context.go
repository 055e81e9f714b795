package tenancy

import (
	"context"

	"github.com/google/uuid"
)

type contextKey struct{}

// held is what a context carries of this package.
type held struct {
	tenant, actor uuid.UUID
	scope         *scope // the transaction of Within or AsSystem
}

func heldBy(ctx context.Context) held {
	h, _ := ctx.Value(contextKey{}).(held)
	return h
}

func (h held) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, contextKey{}, h)
}

// WithTenant returns a context of the tenant, for the middleware of a service that finds out whose a request is.
// [WithinContext] works for it, and [Within] refuses another one.
func WithTenant(ctx context.Context, tenant uuid.UUID) context.Context {
	h := heldBy(ctx)
	h.tenant = tenant
	return h.in(ctx)
}

// TenantOf returns the tenant of the context, which [WithTenant] or [Within] gave it. There is none within [AsSystem].
func TenantOf(ctx context.Context) (tenant uuid.UUID, ok bool) {
	h := heldBy(ctx)
	return h.tenant, h.tenant != uuid.Nil
}

// WithActor returns a context of the user who acts. The database gets to know it as the setting app.current_user, and
// the audit log names it. The nil UUID is nobody.
func WithActor(ctx context.Context, user uuid.UUID) context.Context {
	h := heldBy(ctx)
	h.actor = user
	return h.in(ctx)
}

// Actor returns the user of [WithActor].
func Actor(ctx context.Context) (user uuid.UUID, ok bool) {
	h := heldBy(ctx)
	return h.actor, h.actor != uuid.Nil
}

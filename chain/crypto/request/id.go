// Package request names an inference request (protocol §6).
package request

import "github.com/pacer-network/pacer/chain/crypto/xof"

const tag = "pacer/request/v1"

// Fields are what a requester signs. Addresses are raw, 20 bytes each.
type Fields struct {
	Epoch         uint64
	Requester     []byte
	TransferAgent []byte
	BodyHash      [xof.Size]byte // SHA-256 of the body
	TimestampMS   uint64         // Unix time in milliseconds
	MaxFee        uint64
	Commission    uint64
	Nonce         uint64
}

// ID is request_id = H("pacer/request/v1", chain, epoch, requester, ta,
// sha256(body), timestamp_ms, max_fee, commission, nonce).
func ID(chain string, f Fields) [xof.Size]byte {
	return xof.H(tag, []byte(chain), xof.U64(f.Epoch), f.Requester, f.TransferAgent, f.BodyHash[:],
		xof.U64(f.TimestampMS), xof.U64(f.MaxFee), xof.U64(f.Commission), xof.U64(f.Nonce))
}

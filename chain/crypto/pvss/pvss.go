// Package pvss is the one-shot publicly verifiable secret sharing whose shared
// secret is the Sprint's beacon (protocol §4). Hosts hold the slots 1…W; each
// deals a polynomial of its own to all of them, anyone can verify a dealing from
// its bytes alone, and any t = ⌊W/2⌋ + 1 slots open the sum of all dealings.
//
// Points and scalars are received through the decoders of package curve. Raw
// encodings are for the chain's own state, which holds nothing but sums of
// verified points.
package pvss

import (
	"errors"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// Sizes in bytes.
const (
	AddressSize = 20 // of a Host's raw address
	HashSize    = 32 // of a beacon, a block's hash, a table's hash

	ShareSize    = curve.G2Size                        // a slot of an opening
	RawShareSize = bls12381.SizeOfG2AffineUncompressed // 192
	RawZeroSize  = bls12381.SizeOfG1AffineUncompressed // 96
	RawSlotSize  = RawZeroSize + RawShareSize          // 288: A_i and Y_i
)

// MaxSlots bounds W. The protocol runs with 1,000 slots and fewer.
const MaxSlots = 1 << 16

// Tags, protocol §4.
const (
	tableTag       = "pacer/pvss/table/v1"
	coefficientTag = "pacer/pvss/f/v1"
	nonceTag       = "pacer/pvss/k/v1"
	challengeTag   = "pacer/pvss/c/v1"
	proofTag       = "pacer/pvss/proof/v1"
	dealingTag     = "pacer/pvss/dealing/v1"
	degreeTag      = "pacer/pvss/degree/v1"
	encryptionTag  = "pacer/pvss/encryption/v1"
	openingTag     = "pacer/pvss/opening/v1"
	beaconTag      = "pacer/beacon/v1"
)

// Reasons for refusals besides those of package curve.
var (
	ErrTable      = errors.New("pvss: not a slot table")
	ErrNoSlots    = errors.New("pvss: the host holds no slot")
	ErrProof      = errors.New("pvss: proof of knowledge does not verify")
	ErrDegree     = errors.New("pvss: the shares are not of one polynomial of low degree")
	ErrEncryption = errors.New("pvss: the encrypted shares are not the committed ones")
	ErrOpening    = errors.New("pvss: the opened shares are not the dealt ones")
	ErrShares     = errors.New("pvss: not shares of enough distinct slots")
	ErrBeacon     = errors.New("pvss: the shares do not make the committed secret")
	ErrSums       = errors.New("pvss: sums do not fit the slots")
	ErrRaw        = errors.New("pvss: not a raw point")
)

// Threshold is t, how many of w slots open the secret.
func Threshold(w int) int { return w/2 + 1 }

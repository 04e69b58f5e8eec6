package types

import "strings"

// urlBytes are the bytes that an API URL may hold after its scheme. It is written out here because consensus must not depend on how a
// version of the language's library parses URLs.
const urlBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:[]/%"

// ValidateURL accepts http:// or https://, a host, and an optional port and path; no user, query or fragment. It fails with ErrInvalidURL.
func (p Params) ValidateURL(url string) error {
	if len(url) > int(p.MaxUrlBytes) {
		return ErrInvalidURL.Wrapf("%d bytes, at most %d", len(url), p.MaxUrlBytes)
	}
	rest, secure := strings.CutPrefix(url, "https://")
	if !secure {
		var plain bool
		if rest, plain = strings.CutPrefix(url, "http://"); !plain {
			return ErrInvalidURL.Wrapf("%q begins with neither https:// nor http://", url)
		}
	}
	host, _, _ := strings.Cut(rest, "/")
	if host == "" || host[0] == ':' {
		return ErrInvalidURL.Wrapf("%q names no host", url)
	}
	for i := range len(rest) {
		if strings.IndexByte(urlBytes, rest[i]) < 0 {
			return ErrInvalidURL.Wrapf("byte %d of %q is not allowed", len(url)-len(rest)+i, url)
		}
	}
	return nil
}

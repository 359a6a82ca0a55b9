package provider

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/pulumi/pulumi-aws-native/provider/pkg/metadata"
)

// What the provider knows of Customer Profiles: a hundredth of what it knows of all services.
//
//go:embed customer_profiles.json.gz
var customerProfiles []byte

// What it knows of all services, read when a resource of another service is asked for: that takes longer than anything
// else a provider does that has no changes to make.
var everything struct {
	sync.Once
	compressed []byte
	metadata   *metadata.CloudAPIMetadata
}

// metadataOf returns what is known of a resource type or function: that of its service at least.
func (p *cfnProvider) metadataOf(token string) *metadata.CloudAPIMetadata {
	if strings.HasPrefix(token, "aws-native:customerprofiles:") {
		return p.resourceMap
	}
	everything.Do(func() {
		read, err := LoadMetadata(everything.compressed)
		if err != nil {
			panic(err)
		}
		everything.metadata = read
	})
	return everything.metadata
}

// Command googleapis is what pods of a GKE cluster find at two of Google's addresses:
// Cloud Storage (by the emulator fake-gcs-server), and the metadata server, which
// lends a pod the identity that its Kubernetes account is bound to.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"github.com/fsouza/fake-gcs-server/fakestorage"
)

func main() {
	buckets := flag.String("buckets", "", "folder with a folder for each bucket")
	host := flag.String("host", "", "address to listen on")
	certificate := flag.String("certificate", "", "file with the certificate of storage.googleapis.com")
	key := flag.String("key", "", "file with its key")
	flag.Parse()

	storage, err := fakestorage.NewServerWithOptions(fakestorage.Options{
		Scheme: "https", Host: *host, Port: 443, PublicHost: "storage.googleapis.com", StorageRoot: *buckets,
		CertificateLocation: *certificate, PrivateKeyLocation: *key,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer storage.Stop()
	http.HandleFunc("GET /computeMetadata/v1/instance/service-accounts/default/token", token)
	log.Fatal(http.ListenAndServe(*host+":80", nil))
}

// token is good for anything here: the emulator asks nobody for an identity.
func token(answer http.ResponseWriter, question *http.Request) {
	if question.Header.Get("Metadata-Flavor") != "Google" {
		http.Error(answer, "Missing Metadata-Flavor:Google header.", http.StatusForbidden)
		return
	}
	answer.Header().Set("Content-Type", "application/json")
	fmt.Fprint(answer, `{"access_token": "of-the-metadata-server", "expires_in": 3600, "token_type": "Bearer"}`)
}

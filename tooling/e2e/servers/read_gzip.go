// Reads a page that comes in gzip, as net/http does by itself, and prints what it decodes to.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	response, err := http.Get(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if !response.Uncompressed {
		log.Fatal("the page did not come in gzip")
	}
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}

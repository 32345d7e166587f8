// Verify what the tracker signed and proved, with golang.org/x/mod/sumdb/note and tlog alone.
//
// Each line of standard input is a case in JSON; each line of standard output says "accepted" or "rejected: why".
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Case is one thing to verify. Records are the leaves' own bytes, before they are hashed.
type Case struct {
	Kind    string
	Key     string
	Origin  string
	Note    string
	Old     string
	Hashes  [][]byte
	Records [][]byte
	Proof   string
	Tiles   map[string][]byte
}

var kinds = map[string]func(Case) error{
	"checkpoint":  checkpoint,
	"consistency": consistency,
	"replay":      replay,
	"tiles":       tiles,
	"tlog-proof":  tlogProof,
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		var one Case
		if err := decoder.Decode(&one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		verify, known := kinds[one.Kind]
		if !known {
			fmt.Fprintln(os.Stderr, "unknown kind", one.Kind)
			os.Exit(1)
		}
		if err := verify(one); err != nil {
			fmt.Println("rejected:", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("accepted")
		}
	}
}

// open gives the tree in a note that the log's key signed.
func open(one Case, written string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(one.Key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(written), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != one.Origin {
		return tlog.Tree{}, fmt.Errorf("a checkpoint of %s", origin)
	}
	// ParseTree knows the text with the origin of Go's own log.
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func checkpoint(one Case) error {
	_, err := open(one, one.Note)
	return err
}

func consistency(one Case) error {
	older, err := open(one, one.Old)
	if err != nil {
		return err
	}
	newer, err := open(one, one.Note)
	if err != nil {
		return err
	}
	hashes, err := hashesOf(one.Hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes, newer.N, newer.Hash, older.N, older.Hash)
}

func hashesOf(given [][]byte) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(given))
	for i, each := range given {
		if len(each) != tlog.HashSize {
			return nil, errors.New("a hash of another length")
		}
		copy(hashes[i][:], each)
	}
	return hashes, nil
}

// replay builds the tree anew from every record.
func replay(one Case) error {
	tree, err := open(one, one.Note)
	if err != nil {
		return err
	}
	if int64(len(one.Records)) != tree.N {
		return fmt.Errorf("%d records for a tree of %d", len(one.Records), tree.N)
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for n, record := range one.Records {
		more, err := tlog.StoredHashes(int64(n), record, reader)
		if err != nil {
			return err
		}
		stored = append(stored, more...)
	}
	head, err := tlog.TreeHash(tree.N, reader)
	if err == nil && head != tree.Hash {
		err = errors.New("the records make another tree")
	}
	return err
}

// served hands out tiles from a map by the path that C2SP tlog-tiles gives them, which leaves out Go's height.
type served map[string][]byte

func (s served) Height() int                     { return 8 }
func (s served) SaveTiles([]tlog.Tile, [][]byte) {}
func (s served) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		found, there := s[path]
		if !there {
			return nil, fmt.Errorf("no %s", path)
		}
		if len(found) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s holds %d bytes", path, len(found))
		}
		data[i] = found
	}
	return data, nil
}

// tiles authenticates every leaf through the tiles that are served, and holds it to its record.
func tiles(one Case) error {
	tree, err := open(one, one.Note)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, served(one.Tiles))
	for n, record := range one.Records {
		found, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(n))})
		if err != nil {
			return err
		}
		if found[0] != tlog.RecordHash(record) {
			return fmt.Errorf("another record at position %d", n)
		}
	}
	return nil
}

// tlogProof reads a C2SP tlog-proof and holds the one record to it.
func tlogProof(one Case) error {
	before, signed, whole := strings.Cut(one.Proof, "\n\n")
	lines := strings.Split(before, "\n")
	if !whole || lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 2 || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("no tlog-proof")
	}
	position, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	path := make([]tlog.Hash, len(lines)-2)
	for i, line := range lines[2:] {
		each, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(each) != tlog.HashSize {
			return errors.New("a line that is no hash")
		}
		copy(path[i][:], each)
	}
	tree, err := open(one, signed)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, position, tlog.RecordHash(one.Records[0]))
}

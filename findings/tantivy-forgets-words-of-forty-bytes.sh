#!/usr/bin/env bash
# tantivy's default tokenizer leaves out each word of 40 bytes or more, so a commit or an image digest in a log cannot be found.
#
# Guess:   A full text index finds every word of a line. That holds for ids most of all, as these are what one searches a log for.
# So:      The tokenizer `default` ends with a filter that drops words of 40 bytes and more. They are not cut, they are not in the index: a Git commit (40), a SHA-256
#          digest (64), a token or a long class name are stored and shown, but a search for them finds nothing, not even with their first 39
#          characters. A trace id (32) is found. The query loses the word in the same way, so there is no error either. The tokenizer `raw` keeps such values.
# Version: tantivy 0.27.0 (PyPI, bindings to the Rust library)
# Source:  src/tokenizer/tokenizer_manager.rs (default: RemoveLongFilter, 40)
# Seen:    a word of 32 bytes: 1 line; 39: 1; 40: 0; 64: 0
# Needs:   Python 3.9 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check tantivy==0.27.0
cat > search.py << 'PY'
from hashlib import sha256

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field('message', stored=True)
index = tantivy.Index(builder.build())
writer = index.writer()
words = {length: sha256(str(length).encode()).hexdigest()[:length] for length in [32, 39, 40, 64]}
for word in words.values():
    writer.add_document(tantivy.Document(message=f'pulled {word} in 3.2s'))
writer.commit()
writer.wait_merging_threads()
index.reload()
searcher = index.searcher()
for length, word in words.items():
    found = searcher.search(index.parse_query(word, ['message']), 10).count
    print(f'a word of {length} bytes: {found}')
print('the first 39 of 64 bytes:', searcher.search(index.parse_query(words[64][:39], ['message']), 10).count)
print('pulled:', searcher.search(index.parse_query('pulled', ['message']), 10).count)
PY
environment/bin/python search.py | tee seen.txt
diff seen.txt - << 'TXT'
a word of 32 bytes: 1
a word of 39 bytes: 1
a word of 40 bytes: 0
a word of 64 bytes: 0
the first 39 of 64 bytes: 0
pulled: 4
TXT

# The most frequent class, by the tools that every system has: sh majority.sh FOLDER.
set -eu
cd "$1"
if ! grep -q '"kind":"classification"' task.json; then
    echo '{"protocol":1,"status":"unsupported","message":"one class a row only"}' > result.json
    exit 0
fi
# The number of its rows, the most first; of equal ones the smallest class.
class=$(tail -n +2 train.csv | cut -d, -f2 | sort | uniq -c | sort -k1,1nr -k2,2n | awk 'NR == 1 { print $2 }')
{
    echo part,row,class
    for part in validation test; do
        tail -n +2 "$part.csv" | cut -d, -f1 | sed "s/^/$part,/; s/\$/,$class/"
    done
} > predictions.csv

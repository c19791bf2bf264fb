# soak.sh -- make soak: SEGUE_ROUNDS deaths (10,000 unless said), SEGUE_CHUNK of them a library, SEGUE_JOBS libraries at a time.
# A round is mostly waiting, so that several run side by side; a library's log grows with each, so that they begin anew.
rounds=${SEGUE_ROUNDS:-10000}
chunk=${SEGUE_CHUNK:-250}
jobs=${SEGUE_JOBS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}
seed=${SEGUE_SEED:-1}
LC_ALL=C.UTF-8 TZ=UTC0
export LC_ALL TZ
logs=$(mktemp -d "${TMPDIR:-/tmp}/segue-soak-XXXXXX") || exit 99

one() { # one CHUNK ROUNDS
	SEGUE_ROUNDS=$2 SEGUE_SEED=$((seed + $1)) "$TOP_BUILDDIR/tests/crash/kill9" >"$logs/$1" 2>/dev/null
	if grep -q '^1\.\.' "$logs/$1" && ! grep -q '^not ok' "$logs/$1"; then
		grep ' deaths: ' "$logs/$1" | sed "s/^#/# seed $((seed + $1)):/"
		rm "$logs/$1"
	else
		echo "not ok - seed $((seed + $1)), $2 rounds: $logs/$1"
		grep -B4 '^not ok\|^Bail' "$logs/$1" | sed 's/^/#   /'
	fi
}
lane() { # lane FIRST : every jobs-th chunk
	at=$1
	while [ $((at * chunk)) -lt "$rounds" ]; do
		left=$((rounds - at * chunk))
		one "$at" $((left < chunk ? left : chunk))
		at=$((at + jobs))
	done
}
lane=0
while [ "$lane" -lt "$jobs" ]; do
	lane "$lane" &
	lane=$((lane + 1))
done
wait
# what went wrong has left its log
rmdir "$logs" 2>/dev/null

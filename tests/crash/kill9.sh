# kill9.sh -- the real player killed at any moment; SEGUE_ROUNDS says how often (soak.sh: ten thousand times), SEGUE_SEED where to begin
SEGUE_ROUNDS=${SEGUE_ROUNDS:-8}
export SEGUE_ROUNDS
LC_ALL=C.UTF-8 TZ=UTC0
export LC_ALL TZ
exec "$TOP_BUILDDIR/tests/crash/kill9"

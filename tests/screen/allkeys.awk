# allkeys.awk -- from recipes.txt and `segue --manual bindings` one scenario of one map: every key pressed and its effect seen.
# -v map=… -v music=… -v last=N: of the recipes that end the program only the N-th (0: none of them). A row without a recipe: "MISSING …".
function reset(   i) {
	n++
	print "send \":stop\\n\"\nexpect nothing plays\nsend \":clear queue\\n\""
	print "send \":set library=tree\\n\"\nsend \":set follow=off\\n\"\nsend \":set shuffle=off\\n\"\nsend \":set repeat=off\\n\"\nsend \":filter\\n\""
	print "send \":view library\\n\"\nexpect Artists\nsend \":unmark\\n\"\nsend \":search Alpha One\\n\""
	print "send \":echo ready " n "\\n\"\nexpect ready " n
}
function press(keys) { print "key " keys }
function macro(name) {
	if (name == "PLAY" || name == "PAUSED")
		print "send \":enter\\n\"\nexpect ▶ Alpha One"
	if (name == "PAUSED")
		print "send \":pause\\n\"\nexpect ‖ Alpha One\nsend \":seek 62\\n\"\nexpect-re ^ 1:0"
	if (name == "SETTINGS")
		print "send \":view settings\\n\"\nexpect-re ^┌ Settings\nsend \":top\\n\"\nexpect-re ^│ adventure.*[0-9] %"
	if (name == "QUEUE")
		print "send \":queue-last\\n\"\nexpect Queued: Alpha One\nsend \":queue-last\\n\"\nexpect Queued: Alpha Two\nsend \":view queue\\n\"\nsend \":top\\n\"\nexpect Queue · 2 tracks"
	if (name == "FILTER")
		print "send \":fset mine=genre:jazz\\n\"\nexpect Filter mine:\nsend \":view filters\\n\"\nexpect-re mine .*genre:jazz"
	if (name == "LIST") {
		print "send \":playlist-delete Mine\\n\"\nsend \":playlist-add Mine\\n\"\nexpect Mine: added Alpha One\nsend \":playlist-add Mine\\n\"\nexpect Mine: added Alpha Two"
		print "send \":view playlists\\n\"\nexpect Mine · 2\nsend \":pane-next\\n\"\nsend \":top\\n\""
	}
}
function play(id, keys,   i, k, line, lines, is_list) {
	if (!(id in recipe)) {
		print "MISSING " map ": " id > "/dev/stderr"
		missing++
		return
	}
	if (index(recipe[id], "LAST\n") == 1 && ++n_last != last)
		return
	if (index(recipe[id], "LAST\n") != 1 && last)
		return
	reset()
	k = split(recipe[id], lines, "\n")
	is_list = 0
	for (i = 1; i < k; i++) {
		line = lines[i]
		gsub("MUSIC", music, line)
		if (line == "PRESS")
			press(keys)
		else if (line ~ /^[A-Z]+$/)
			macro(line)
		else
			print line
		is_list = is_list || line == "LIST"
	}
	if (is_list)
		print "send \":view playlists\\n\"\nsend \":pane-next\\n\""
}
BEGIN { FS = "\t" }
FILENAME == ARGV[1] {
	if (/^#/)
		next
	if (/^@ /) {
		split($0, w, " ")
		id = w[2] " " substr($0, length(w[2]) + 4)
		order[++n_order] = id
		recipe[id] = ""
	} else {
		recipe[id] = recipe[id] $0 "\n"
	}
	next
}
FILENAME == ARGV[2] {	# the bindings
	split($4, w, " ")
	has_key[w[1]] = 1
	if ($1 == map)
		row[++n_rows] = $2 " " $4 SUBSEP $3
	next
}
{ command[++n_commands] = $0 }	# the names of all commands
END {
	print "expect ♫ 5\nexpect Scanned"
	for (i = 1; i <= n_rows; i++) {
		split(row[i], w, SUBSEP)
		play(w[1], w[2])
	}
	for (i = 1; map == "segue" && i <= n_commands; i++)
		if (!(command[i] in has_key) || (": " command[i]) in recipe)
			play(": " command[i], "")
	if (count)
		print n_last + 0 > count
	exit missing > 0
}

SELECT document FROM statements WHERE number = $1 ORDER BY version

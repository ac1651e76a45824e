#pragma once

#include "database.hpp"

namespace notes {

/// Makes the tables of a new database. @throws DatabaseError  when the file is of a newer version of this application
void createTables(Database& database);

}  // namespace notes
